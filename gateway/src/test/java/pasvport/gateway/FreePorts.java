package pasvport.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import pasvport.site.PortRange;

/**
 * Ports that nobody listens on at the moment, below those that the system hands out; no port is
 * given to two tests, or twice to one.
 */
final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  /** Where the next ports are looked for; two runs at once begin at different places. */
  private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

  private FreePorts() {}

  static int one() {
    return range(1).first();
  }

  static synchronized PortRange range(int size) {
    while (true) {
      int first = next + size <= LAST ? next : FIRST;
      next = first + size;
      if (areFree(first, size)) {
        return new PortRange(first, first + size - 1);
      }
    }
  }

  private static boolean areFree(int first, int size) {
    for (int port = first; port < first + size; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
      } catch (IOException _) {
        return false;
      }
    }
    return true;
  }
}
