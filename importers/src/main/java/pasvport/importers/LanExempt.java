package pasvport.importers;

import java.util.List;
import java.util.stream.Stream;
import pasvport.site.Advertise;
import pasvport.site.AdvertiseFor;
import pasvport.site.Network;

/** Clients of private networks, whom some servers tell the address that they reached. */
final class LanExempt {

  /** RFC 1918, loopback and link-local (RFC 3927). */
  private static final List<Network> PRIVATE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
          .map(Network::parse)
          .toList();

  private LanExempt() {}

  static List<AdvertiseFor> entries() {
    return toldAs(new Advertise.SameAsControl());
  }

  static List<AdvertiseFor> toldAs(Advertise address) {
    return List.of(new AdvertiseFor(PRIVATE, address));
  }
}
