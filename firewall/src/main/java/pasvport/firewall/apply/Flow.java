package pasvport.firewall.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Something that somebody does across the firewall while rules are rehearsed.
 *
 * @param text what it is, for people
 * @param wanted whether it must get through; else it must not
 * @param from the address that it comes from
 * @param deed does it, and throws what went wrong if it does not get through
 */
record Flow(String text, boolean wanted, InetAddress from, Deed deed) {

  /** What is done. */
  interface Deed {
    void run() throws IOException;
  }

  /** Logs in and fetches a file. */
  static Flow transfer(InetAddress from, InetSocketAddress control, Caller.Mode mode, String text) {
    return new Flow(
        text,
        true,
        from,
        () -> {
          try (var caller = Caller.login(from, control)) {
            // Three times, for the ends of the range and its middle.
            for (var round = 0; round < 3; round++) {
              caller.fetch(mode);
            }
          }
        });
  }

  /** Connects, and is greeted. */
  static Flow greeting(InetAddress from, InetSocketAddress to, boolean wanted, String text) {
    return new Flow(text, wanted, from, () -> Caller.greeted(from, to));
  }
}
