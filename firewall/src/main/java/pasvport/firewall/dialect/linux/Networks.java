package pasvport.firewall.dialect.linux;

import java.util.List;
import pasvport.site.Network;

/** Lists of networks. */
final class Networks {

  private Networks() {}

  /**
   * The same addresses in as few of the networks as cover them; none, which stands for all, if one
   * of them is a whole family.
   */
  static List<Network> minimal(List<Network> networks) {
    if (networks.stream().anyMatch(network -> network.prefixLength() == 0)) {
      return List.of();
    }
    return networks.stream()
        .distinct()
        .filter(network ->
            networks.stream().noneMatch(other -> !other.equals(network) && other.contains(network)))
        .toList();
  }
}
