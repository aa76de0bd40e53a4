package pasvport.firewall.dialect.linux;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pasvport.firewall.need.Family;
import pasvport.site.Network;

/** The named sets of a table: each list of several networks stands in it once. */
final class NftSets {

  private record Members(Family family, List<Network> networks) {}

  private final Map<Members, String> names = new LinkedHashMap<>();

  /** One or more networks, as they stand in a match. */
  String member(Family family, List<Network> networks) {
    return networks.size() == 1
        ? Nft.network(networks.getFirst())
        : "@" + names.computeIfAbsent(new Members(family, networks), this::name);
  }

  private String name(Members members) {
    long before = names.keySet().stream().filter(each -> each.family() == members.family()).count();
    String name = members.family() == Family.IPV4 ? "clients_ipv4" : "clients_ipv6";
    return before == 0 ? name : name + "_" + (before + 1);
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    names.forEach((members, name) -> {
      lines.add("set " + name + " {");
      lines.add(
          "  type %s; flags interval;"
              .formatted(members.family() == Family.IPV4 ? "ipv4_addr" : "ipv6_addr"));
      lines.add(
          members.networks().stream()
              .map(Nft::network)
              .collect(joining(", ", "  elements = { ", " }")));
      lines.add("}");
    });
    return lines;
  }
}
