package pasvport.firewall.dialect.linux;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import pasvport.site.HostText;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** One rule of iptables-restore(8) in the order of iptables-save(8). */
final class IptablesRule {

  private final StringJoiner words = new StringJoiner(" ");

  /**
   * Rules that match what the opening lets through, but for the state: one for each of its
   * networks.
   *
   * @param back whether the way from server to client is meant, whoever opens the connection
   */
  static Stream<IptablesRule> between(Opening opening, boolean back) {
    return networks(opening.peers())
        .map(peer -> {
          var rule = new IptablesRule();
          var server = opening.server().map(IptablesRule::single);
          (back ? server : peer).ifPresent(network -> rule.add("-s " + network));
          (back ? peer : server).ifPresent(network -> rule.add("-d " + network));
          opening.device().ifPresent(device -> rule.add((back ? "-o " : "-i ") + device));
          return rule;
        });
  }

  /** Each of them, or nothing once, which stands for all. */
  private static Stream<Optional<String>> networks(List<Network> networks) {
    return networks.isEmpty()
        ? Stream.of(Optional.empty())
        : networks.stream().map(network -> Optional.of(network.toString()));
  }

  /** An address as a network of its own. */
  static String single(InetAddress address) {
    return "%s/%d".formatted(HostText.written(address), address.getAddress().length * Byte.SIZE);
  }

  /** The ports of the opening and that the connection is new. */
  IptablesRule opens(Opening opening) {
    add("-p tcp -m tcp");
    opening.need().sourcePort().ifPresent(port -> add("--sport " + port));
    add("--dport " + ports(opening.need().ports()));
    add("-m conntrack --ctstate NEW");
    return opening.translated() ? add("-m conntrack --ctstate DNAT") : this;
  }

  static String ports(PortRange ports) {
    return ports.toString().replace('-', ':');
  }

  IptablesRule add(String more) {
    words.add(more);
    return this;
  }

  /** The whole rule for a chain. */
  String in(String chain, String comment, String target) {
    return "-A %s %s -m comment --comment \"%s\" -j %s".formatted(chain, words, comment, target);
  }
}
