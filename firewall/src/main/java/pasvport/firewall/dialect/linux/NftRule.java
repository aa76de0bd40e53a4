package pasvport.firewall.dialect.linux;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import pasvport.firewall.need.Family;
import pasvport.site.HostText;
import pasvport.site.Network;

/** One rule of nft(8) as it is written. */
final class NftRule {

  private final StringJoiner words = new StringJoiner(" ");
  private final NftSets sets;

  NftRule(NftSets sets) {
    this.sets = sets;
  }

  /**
   * Matches what the opening lets through, but for the state: the device, both addresses, and the
   * family where no address tells it.
   *
   * @param peerDevice the key of the device on the clients' side, as {@code iifname}
   */
  NftRule between(Opening opening, String peerDevice) {
    opening.device().ifPresent(device -> add("%s \"%s\"".formatted(peerDevice, device)));
    boolean outward = opening.isOutward();
    if (outward) {
      server(opening, "saddr");
    }
    peers(opening.family(), outward ? "daddr" : "saddr", opening.peers());
    if (!outward) {
      server(opening, "daddr");
    }
    if (opening.peers().isEmpty() && opening.server().isEmpty()) {
      family(opening.family());
    }
    return this;
  }

  /** The same the other way: from server to client, where the opening is from client to server. */
  NftRule back(Opening opening, String peerDevice) {
    opening.device().ifPresent(device -> add("%s \"%s\"".formatted(peerDevice, device)));
    server(opening, "saddr");
    peers(opening.family(), "daddr", opening.peers());
    return this;
  }

  private void server(Opening opening, String side) {
    opening
        .server()
        .ifPresent(server ->
            add(
                "%s %s %s"
                    .formatted(Nft.family(opening.family()), side, HostText.written(server))));
  }

  NftRule peers(Family family, String side, List<Network> networks) {
    return networks.isEmpty()
        ? this
        : add("%s %s %s".formatted(Nft.family(family), side, sets.member(family, networks)));
  }

  NftRule family(Family family) {
    return add("meta nfproto " + (family == Family.IPV4 ? "ipv4" : "ipv6"));
  }

  /** The ports of the opening and that the connection is new. */
  NftRule opens(Opening opening) {
    opening.need().sourcePort().ifPresent(port -> add("tcp sport " + port));
    add("tcp dport " + opening.need().ports());
    add("ct state new");
    return opening.translated() ? add("ct status dnat") : this;
  }

  NftRule device(String key, Optional<String> name) {
    name.ifPresent(device -> add("%s \"%s\"".formatted(key, device)));
    return this;
  }

  NftRule add(String more) {
    words.add(more);
    return this;
  }

  /** The whole rule. */
  String comment(String text) {
    return add("comment \"%s\"".formatted(text)).toString();
  }

  @Override
  public String toString() {
    return words.toString();
  }
}
