package pasvport.gateway;

import java.util.List;
import java.util.stream.Stream;

/**
 * The threads of this process, virtual ones too.
 *
 * <p>They are asked for their names where the JDK keeps them. A thread dump names them too, but it
 * walks their stacks, and JDK 25.0.3 crashes when one of them is mounted at that moment
 * (JVM_CreateThreadSnapshot, Continuation::is_continuation_entry_frame).
 */
final class Threads {
  private Threads() {}

  /** The names of those that a gateway's sessions have. */
  static List<String> ofSessions() {
    return all()
        .map(Thread::getName)
        .filter(name -> name.matches("session|(transfer|client|server)-\\d+"))
        .toList();
  }

  private static Stream<Thread> all() {
    try {
      Object root =
          Class.forName("jdk.internal.vm.ThreadContainers").getMethod("root").invoke(null);
      Stream<?> threads =
          (Stream<?>)
              Class.forName("jdk.internal.vm.ThreadContainer").getMethod("threads").invoke(root);
      return threads.map(Thread.class::cast);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another JDK", e);
    }
  }
}
