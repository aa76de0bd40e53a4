package pasvport.app;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a server to read its settings again, and tells a program of a terminal that
 * the terminal is gone.
 *
 * <p>The JDK's door to signals is {@code sun.misc.Signal}, of the module {@code jdk.unsupported}.
 * It is called by name, because the compiler warns of it and cannot be told not to.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private static final Path TERMINAL = Path.of("/dev/tty");

  private HangUp() {}

  /**
   * From now on SIGHUP runs this; unless it comes because the terminal was closed from which this
   * program was started, which ends it as before. Does nothing where there are no signals; under
   * nohup SIGHUP stays ignored.
   */
  static void runs(Runnable reload) {
    boolean onTerminal = hasTerminal();
    Runnable onSignal =
        () -> {
          if (onTerminal && !hasTerminal()) {
            LOG.info("the terminal is gone");
            System.exit(Main.OK);
          }
          reload.run();
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listening =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      Thread.ofPlatform().daemon().name("hang-up").start(onSignal);
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy.equals(arguments[0]);
                    default -> "SIGHUP";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listening);
    } catch (ReflectiveOperationException e) {
      LOG.atDebug().setCause(e).log("this system has no SIGHUP");
    }
  }

  /** Whether this process has a controlling terminal. */
  private static boolean hasTerminal() {
    try (var _ = Files.newInputStream(TERMINAL)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
