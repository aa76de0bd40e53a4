package pasvport.firewall.need;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * New TCP connections that a hop must let through, all of one family. Packets are seen behind
 * destination translation and before source translation: addresses and ports are the server's own.
 *
 * @param purpose what for; it says who opens the connection
 * @param family of the addresses
 * @param clients networks of the clients; empty, all of them
 * @param server the address of the server; empty where the hop is its host and any address counts
 * @param ports destination ports: the server's, or with {@link Purpose#ACTIVE} the client's
 * @param sourcePort the port that the server connects from, with {@link Purpose#ACTIVE}; else, and
 *     where it may be any, empty
 * @param reason which key of the site asks for it, as {@code passive.ports}
 */
public record Need(
    Purpose purpose,
    Family family,
    List<Network> clients,
    Optional<InetAddress> server,
    PortRange ports,
    Optional<Integer> sourcePort,
    String reason) {

  public Need {
    clients = List.copyOf(clients);
    if (!clients.stream().allMatch(client -> Family.of(client.address()) == family)
        || !server.map(Family::of).orElse(family).equals(family)) {
      throw new IllegalArgumentException("addresses of two families in one need");
    }
  }
}
