package pasvport.linux;

import java.io.IOException;
import java.nio.file.Path;

/** Network namespaces: interfaces, routes, rules and sockets apart from the machine's own. */
public final class NetworkNamespace {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private NetworkNamespace() {}

  /**
   * Moves the calling thread into a namespace, for the rest of its life (setns(2)). Sockets that it
   * makes from then on are there. Needs {@link Linux#isPresent} and CAP_SYS_ADMIN.
   *
   * @param file what names the namespace, as below {@code /var/run/netns} or {@code
   *     /proc/PID/ns/net}
   * @throws IOException if there is none, or it may not be entered
   * @throws IllegalStateException on a virtual thread, which would take its carrier along
   */
  public static void enter(Path file) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread cannot live in a namespace");
    }
    int descriptor = Libc.open(file.toString(), O_RDONLY_CLOEXEC);
    if (descriptor < 0) {
      throw new IOException("%s: open: error %d".formatted(file, -descriptor));
    }
    try {
      int result = Libc.setns(descriptor, CLONE_NEWNET);
      if (result < 0) {
        throw new IOException("%s: setns: error %d".formatted(file, -result));
      }
    } finally {
      Libc.close(descriptor);
    }
  }
}
