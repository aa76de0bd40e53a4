package pasvport.site;

import java.net.InetAddress;
import java.util.List;

/**
 * Passive data connections: which ports, and what clients are told.
 *
 * @param ports where the gateway listens for data; the range that the firewall lets in
 * @param portShift announced port = listening port + shift, for a NAT that maps the range elsewhere
 * @param address what clients are told, unless {@code addressFor} says otherwise
 * @param addressFor exceptions by client network; the first that matches wins
 * @param queue sessions of one client address that may wait for a port
 * @param dataPeer from where a data connection is taken
 */
public record Passive(
    @Key(
            value =
                "Ports for passive data, the range that the firewall lets in. All are shared by"
                    + " all clients, so a few are enough.",
            standard = "50000-50009")
        PortRange ports,
    @Key(
            value =
                "Announced port minus listening port, for a NAT in front that maps the range to"
                    + " other ports.",
            standard = "0",
            min = -PortRange.HIGHEST,
            max = PortRange.HIGHEST)
        int portShift,
    @Key(
            value = "The address that clients are told for data.",
            standard = Advertise.SAME_AS_CONTROL)
        Advertise address,
    @Key("Other addresses for clients of some networks; the first entry that matches wins.")
        List<AdvertiseFor> addressFor,
    @Key(
            value =
                "Sessions of one client address that may wait for a port; one more is told 425.",
            standard = "256",
            min = 0,
            max = 1_000_000)
        int queue,
    @Key(
            value =
                "From where a client's data connection is taken: its control connection's address"
                    + " (exact), the same network of 256 addresses (\"/24\"; /64 with IPv6), or anywhere if"
                    + " it resumes the control connection's TLS session (tls-session).",
            standard = "exact")
        DataPeer dataPeer) {

  public Passive {
    addressFor = List.copyOf(addressFor);
  }

  /** What this client is told. */
  public Advertise addressFor(InetAddress client) {
    return addressFor.stream()
        .filter(entry -> entry.clients().stream().anyMatch(network -> network.contains(client)))
        .findFirst()
        .map(AdvertiseFor::address)
        .orElse(address);
  }

  /**
   * The ports that clients are told.
   *
   * @throws IllegalArgumentException if the shift leads outside 1 to 65535
   */
  public PortRange announced() {
    return new PortRange(ports.first() + portShift, ports.last() + portShift);
  }
}
