package pasvport.firewall.apply;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.lab.Host;

/**
 * A machine's network as its rules see it: interfaces by name, their addresses, routes, forwarding.
 *
 * @param interfaces the addresses, with their prefix lengths, of each interface but the loopback
 * @param routes those of the main table that are not an interface's own, as ip-route(8) writes them
 * @param forwards whether it forwards, by family: IPv4, IPv6
 */
record Machine(Map<String, List<String>> interfaces, List<String> routes, List<Boolean> forwards) {

  private static final Pattern LINK = Pattern.compile("\\d+: ([^:@ ]+)(?:@[^:]*)?: .*");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d+: +(\\S+) +inet6? (\\S+) .*scope global.*");
  private static final Pattern DEVICE = Pattern.compile(".* dev (\\S+)( .*)?");
  private static final List<String> FORWARDING =
      List.of("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding");

  /** What ip-route(8) shows and does not take back. */
  private static final Set<String> STATES = Set.of("linkdown", "dead", "pervasive", "offload");

  Machine {
    interfaces = Map.copyOf(interfaces);
    routes = List.copyOf(routes);
    forwards = List.copyOf(forwards);
  }

  static Machine read(Shell shell) throws ApplyException {
    var interfaces = new LinkedHashMap<String, List<String>>();
    shell
        .told("ip", "-o", "link", "show")
        .lines()
        .map(LINK::matcher)
        .filter(line -> line.matches() && !line.group(1).equals("lo"))
        .forEach(line -> interfaces.put(line.group(1), new ArrayList<>()));
    shell
        .told("ip", "-o", "address", "show")
        .lines()
        .map(ADDRESS::matcher)
        .filter(line -> line.matches() && interfaces.containsKey(line.group(1)))
        .forEach(line ->
            Optional.ofNullable(interfaces.get(line.group(1)))
                .ifPresent(addresses -> addresses.add(line.group(2))));
    var routes =
        Stream.concat(
                shell.told("ip", "-4", "route", "show").lines(),
                shell.told("ip", "-6", "route", "show").lines())
            .filter(line -> !line.contains(" proto kernel") && line.contains(" dev "))
            .map(String::strip)
            .toList();
    var forwards = new ArrayList<Boolean>();
    for (var key : FORWARDING) {
      forwards.add(shell.run(List.of("sysctl", "-n", key), "").stdout().strip().equals("1"));
    }
    return new Machine(interfaces, routes, forwards);
  }

  /** The interface that leads to an address. */
  static Optional<String> towards(InetAddress address, Shell shell) throws ApplyException {
    var ran = shell.run(List.of("ip", "route", "get", address.getHostAddress()), "");
    return ran.stdout()
        .lines()
        .map(DEVICE::matcher)
        .filter(line -> ran.succeeded() && line.matches())
        .map(line -> line.group(1))
        .filter(device -> !device.equals("lo"))
        .findFirst();
  }

  /** An address of its own of this family, if it has one. */
  Optional<InetAddress> address(Family family) {
    return addresses().filter(address -> Family.of(address) == family).findFirst();
  }

  /** Whether an address is one of its own. */
  boolean has(InetAddress address) {
    return addresses().anyMatch(address::equals);
  }

  private Stream<InetAddress> addresses() {
    return interfaces.values().stream()
        .flatMap(List::stream)
        .map(address -> InetAddress.ofLiteral(address.replaceFirst("/.*", "")));
  }

  /** Gives a host of the lab, which has the same interfaces, all the rest. */
  void copyTo(Host host) throws ApplyException {
    for (var each : interfaces.entrySet()) {
      for (var address : each.getValue()) {
        host.address(each.getKey(), address);
      }
    }
    for (var route : routes) {
      var words = new ArrayList<>(List.of("ip", route.contains(":") ? "-6" : "-4"));
      words.addAll(List.of("route", "replace"));
      Stream.of(route.split(" +", -1)).filter(word -> !STATES.contains(word)).forEach(words::add);
      // A route of a kind that cannot be copied, as one through a tunnel, is not on this path.
      Shell.in(host).run(words, "");
    }
    for (var family = 0; family < FORWARDING.size(); family++) {
      host.kernel(FORWARDING.get(family), forwards.get(family) ? "1" : "0");
    }
  }
}
