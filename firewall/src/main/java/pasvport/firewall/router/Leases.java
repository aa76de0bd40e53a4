package pasvport.firewall.router;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.site.Network;

/** All ports that a router has been asked for, for as long as they are wanted. */
public final class Leases {
  /** What a router is asked for; RFC 6887 (15) suggests two hours at most for what is renewed. */
  static final Duration LIFETIME = Duration.ofHours(1);

  /** A router that grants seconds only would be asked all the time. */
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** Addresses that no one outside reaches: a router with one of these is itself behind NAT. */
  private static final List<Network> INSIDE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
          .map(Network::parse)
          .toList();

  private final Router router;
  private final List<Integer> ports;
  private Duration shortest;

  private Leases(Router router, List<Integer> ports, Duration shortest) {
    this.router = router;
    this.ports = List.copyOf(ports);
    this.shortest = shortest;
  }

  /**
   * Asks for ports; all of them or none.
   *
   * @throws RouterException if one is refused, with what was granted taken back
   */
  public static Leases of(InetAddress router, List<Integer> ports) throws RouterException {
    var found = Routers.granting(router, ports.getFirst(), LIFETIME);
    var leases = new Leases(found, ports, LIFETIME);
    leases.renew();
    return leases;
  }

  /** How the router was asked. */
  public String protocol() {
    return router.protocol();
  }

  /**
   * Asks again for all of them.
   *
   * @throws RouterException if one is refused, with all that was granted taken back
   */
  public void renew() throws RouterException {
    shortest = LIFETIME;
    var granted = new ArrayList<Integer>();
    for (var port : ports) {
      try {
        granted.add(port);
        var lifetime = router.lease(port, LIFETIME).lifetime();
        if (!lifetime.isZero() && lifetime.compareTo(shortest) < 0) {
          shortest = lifetime;
        }
      } catch (RouterException e) {
        granted.removeLast();
        release(granted);
        throw e;
      }
    }
  }

  /** When to ask again: after half of the time that was granted (RFC 6887, 11.2.1). */
  public Duration renewal() {
    var half = shortest.dividedBy(2);
    return half.compareTo(SHORTEST) < 0 ? SHORTEST : half;
  }

  /** Takes all of them back; what the router does not take back runs out by itself. */
  public List<String> release() {
    return release(ports);
  }

  private List<String> release(List<Integer> these) {
    var trouble = new ArrayList<String>();
    for (var port : these) {
      try {
        router.release(port);
      } catch (RouterException e) {
        trouble.add("port %d: %s".formatted(port, e.getMessage()));
      }
    }
    return trouble;
  }

  /**
   * The address that clients use.
   *
   * @throws RouterException if the router does not tell
   */
  public InetAddress outside() throws RouterException {
    return router.outside();
  }

  /** Why that address is of no use to clients outside; empty if it is. */
  public static Optional<String> doubt(InetAddress outside) {
    return INSIDE.stream()
        .filter(network -> network.contains(outside))
        .findFirst()
        .map(network ->
            "Its outside address %s is itself an inside one (%s): there is another NAT before it, which must forward the same ports, or nobody gets here."
                .formatted(outside.getHostAddress(), network));
  }
}
