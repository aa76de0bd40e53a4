package pasvport.firewall.router;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds out how a router can be asked: PCP, then NAT-PMP, then UPnP. */
public final class Routers {
  private Routers() {}

  /**
   * The router, with the first of the protocols that grants a port; that lease stands.
   *
   * @param router its address inside
   * @param port a port to ask for
   * @param lifetime for how long
   * @throws RouterException with what each protocol has said, if none does
   */
  public static Router granting(InetAddress router, int port, Duration lifetime)
      throws RouterException {
    var said = new ArrayList<String>();
    for (var candidate : candidates()) {
      try {
        var found = candidate.find(router);
        found.lease(port, lifetime);
        return found;
      } catch (OtherNatException e) {
        // The other protocols do not notice, and would forward to the wrong address.
        throw e;
      } catch (RouterException e) {
        said.add(candidate.name() + ": " + e.getMessage());
      }
    }
    throw new RouterException(
        "The router %s does not forward port %d. %s"
            .formatted(router.getHostAddress(), port, String.join(". ", said)));
  }

  private interface Finder {
    Router find(InetAddress router) throws RouterException;
  }

  private record Candidate(String name, Finder finder) {
    Router find(InetAddress router) throws RouterException {
      return finder.find(router);
    }
  }

  private static List<Candidate> candidates() {
    return List.of(
        new Candidate("PCP", router -> new Pcp(router, Datagrams.PORT, new SecureRandom())),
        new Candidate("NAT-PMP", router -> new NatPmp(router, Datagrams.PORT)),
        new Candidate("UPnP", router -> Ssdp.find(router, local(router))));
  }

  /** This host's address towards the router; nothing is sent. */
  private static InetAddress local(InetAddress router) throws RouterException {
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(router, Datagrams.PORT));
      return socket.getLocalAddress();
    } catch (IOException e) {
      throw new RouterException(
          "%s cannot be reached: %s".formatted(router.getHostAddress(), e.getMessage()), e);
    }
  }
}
