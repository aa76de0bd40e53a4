package pasvport.firewall.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Translation;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.LabException;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * Tries rules before they are put in force: in a throwaway network whose firewall has this
 * machine's interfaces, addresses, routes and a copy of its rules, with a client before it and a
 * server behind. Real FTP goes through it, and what must not get through is tried too.
 */
public final class Rehearsal {
  /** Clients of no network in particular (RFC 5737, RFC 3849). */
  private static final List<Network> ANYBODY =
      Stream.of("198.51.100.0/24", "2001:db8:77::/64").map(Network::parse).toList();

  /** Whoever is not a client, unless these addresses are clients' too. */
  private static final List<String> STRANGERS =
      List.of("192.0.2.99", "198.18.77.99", "2001:db8:99::99", "2001:db8:98::99");

  /** Next hops for both sides that are nobody's address (RFC 3927, RFC 4291). */
  private static final List<String> NEXT_HOPS = List.of("169.254.77.77", "fe80::77");

  /** Where a server takes data if the firewall's helper opens the ports. */
  private static final PortRange HELPED = new PortRange(49_160, 49_170);

  private final HopNeeds hop;
  private final LiveFirewall firewall;
  private final Shell live;
  private final Optional<Login> login;

  /**
   * @param live this machine
   * @param login what must not be cut
   */
  public Rehearsal(HopNeeds hop, LiveFirewall firewall, Shell live, Optional<Login> login) {
    this.hop = hop;
    this.firewall = firewall;
    this.live = live;
    this.login = login;
  }

  /**
   * Tries the rules.
   *
   * @throws ApplyException if this machine cannot be copied, or refuses the rules
   */
  public Report of(Rules rules) throws ApplyException {
    try (var lab = Lab.open("rehearsal");
        var stage = new Stage(lab)) {
      var flows = stage.flows();
      var before = tried(flows, stage);
      var held = stage.held();
      firewall.load(rules, List.of(), stage.wallShell());
      var after = tried(flows, stage);
      var added = List.<Admission>of();
      if (flows.stream().anyMatch(flow -> flow.wanted() && after.containsKey(flow))) {
        var possible = firewall.admissions(hop.place(), stage.wallShell());
        if (!possible.isEmpty()) {
          firewall.load(rules, possible, stage.wallShell());
          after.clear();
          after.putAll(tried(flows, stage));
          added = possible;
        }
      }
      var results = new ArrayList<Report.Result>();
      flows.forEach(flow ->
          results.add(
              new Report.Result(
                  flow.text(),
                  flow.wanted(),
                  Optional.ofNullable(before.get(flow)),
                  Optional.ofNullable(after.get(flow)))));
      if (held.isPresent()) {
        results.add(stage.stillHeld(held.get()));
      }
      return new Report(results, added);
    } catch (LabException e) {
      throw new ApplyException("the rehearsal cannot be held: " + e.getMessage(), e);
    }
  }

  /** What went wrong with those that did not get through. */
  private static Map<Flow, String> tried(List<Flow> flows, Stage stage) {
    var running = new LinkedHashMap<Flow, CompletableFuture<String>>();
    flows.forEach(flow ->
        running.put(
            flow,
            stage
                .side(flow.from())
                .inside(() -> {
                  try {
                    flow.deed().run();
                    return "";
                  } catch (IOException e) {
                    return String.valueOf(e.getMessage());
                  }
                })));
    var failed = new HashMap<Flow, String>();
    running.forEach((flow, said) -> {
      var wrong = said.join();
      if (!wrong.isEmpty()) {
        failed.put(flow, wrong);
      }
    });
    return failed;
  }

  /** The throwaway network. */
  private final class Stage implements AutoCloseable {
    private final Lab lab;
    private final Machine machine;
    private final Host wall;
    private final Map<String, Host> neighbours = new HashMap<>();

    /** Where each address lives that something comes from. */
    private final Map<InetAddress, Host> sides = new HashMap<>();

    private final List<StandIn> servers = new ArrayList<>();

    Stage(Lab lab) throws ApplyException {
      this.lab = lab;
      machine = Machine.read(live);
      wall = lab.host("wall");
      var devices = new TreeSet<String>();
      var outside = outside();
      devices.add(outside);
      for (var server : servers()) {
        devices.add(inside(server));
      }
      if (login.isPresent()) {
        devices.add(Machine.towards(login.get().client(), live).orElse(outside));
      }
      for (var device : devices) {
        neighbours.put(device, neighbour(device));
      }
      machine.copyTo(wall, devices);
      for (var device : devices) {
        connect(device);
      }
      firewall.copy(live, wallShell());
      for (var server : servers()) {
        live(server, inside(server));
      }
      serve();
    }

    /** The host that has this address. */
    Host side(InetAddress address) {
      return Objects.requireNonNull(sides.get(address));
    }

    Shell wallShell() {
      return Shell.in(wall);
    }

    private String outside() throws ApplyException {
      return device(hop.outside(), client(Family.IPV4, clients(Family.IPV4)))
          .or(() -> machine.interfaces().keySet().stream().sorted().findFirst())
          .orElseThrow(() -> new ApplyException("this machine has no network interface"));
    }

    private String inside(InetAddress server) throws ApplyException {
      var device = device(hop.inside(), server).orElseThrow(() -> noWay(server));
      if (device.equals(outside())) {
        throw new ApplyException(
            "%s is reached by %s, where the clients are too: a firewall with one interface cannot be rehearsed"
                .formatted(server.getHostAddress(), device));
      }
      return device;
    }

    private ApplyException noWay(InetAddress server) {
      return new ApplyException(
          "there is no route to %s; name the interface that leads to it as inside of the hop %s"
              .formatted(server.getHostAddress(), hop.name()));
    }

    private Optional<String> device(Optional<String> named, InetAddress towards)
        throws ApplyException {
      var known = named.filter(machine.interfaces()::containsKey);
      return known.isPresent() ? known : Machine.towards(towards, live);
    }

    /** Servers that stand on other machines. */
    private Set<InetAddress> servers() {
      var servers = new HashSet<InetAddress>();
      hop.needs().stream()
          .flatMap(need -> need.server().stream())
          .filter(server -> !machine.has(server))
          .forEach(servers::add);
      return servers;
    }

    private Host neighbour(String device) {
      var host = lab.host("side" + neighbours.size());
      lab.link(host.at(), wall.at().named(device));
      return host;
    }

    private void connect(String device) throws ApplyException {
      var host = Objects.requireNonNull(neighbours.get(device));
      wallShell().told("ip", "address", "replace", NEXT_HOPS.getFirst() + "/32", "dev", device);
      wallShell()
          .told("ip", "address", "replace", NEXT_HOPS.getLast() + "/64", "dev", device, "nodad");
      for (var hop : NEXT_HOPS) {
        Shell.in(host)
            .told(
                "ip",
                family(hop),
                "route",
                "replace",
                "default",
                "via",
                hop,
                "dev",
                "eth0",
                "onlink");
      }
    }

    private static String family(String address) {
      return address.contains(":") ? "-6" : "-4";
    }

    /** Gives an address to the neighbour at this interface. */
    private Host live(InetAddress address, String device) throws ApplyException {
      var host = Objects.requireNonNull(neighbours.get(device));
      if (sides.putIfAbsent(address, host) == null) {
        var text = address.getHostAddress();
        var length = Family.of(address) == Family.IPV4 ? "/32" : "/128";
        host.address("eth0", text + length);
        wallShell().told("ip", family(text), "route", "replace", text + length, "dev", device);
      }
      return host;
    }

    private void serve() throws ApplyException {
      var host = servers().isEmpty() ? wall : sides.get(servers().iterator().next());
      var passive = passive();
      var announced =
          hop.usesHelper()
              ? Optional.<InetAddress>empty()
              : translations(Purpose.PASSIVE).map(Translation::outside).findFirst();
      int source =
          hop.outward().stream().flatMap(need -> need.sourcePort().stream()).findFirst().orElse(0);
      var server = new StandIn(Objects.requireNonNull(host), announced, passive, source);
      servers.add(server);
      server.serve(ports(Purpose.CONTROL));
      var greeting = new TreeSet<Integer>();
      Stream.of(Purpose.IMPLICIT_TLS, Purpose.SFTP, Purpose.PASS_THROUGH)
          .forEach(purpose -> greeting.addAll(ports(purpose)));
      passive.forEach(range -> beside(range).forEach(greeting::add));
      greeting.removeAll(ports(Purpose.CONTROL));
      server.greet(greeting);
      if (login.isPresent()) {
        var administration = new StandIn(wall, Optional.empty(), List.of(), 0);
        servers.add(administration);
        administration.serve(List.of(login.get().port()));
        live(login.get().client(), Machine.towards(login.get().client(), live).orElse(outside()));
      }
    }

    private Stream<Translation> translations(Purpose purpose) {
      return hop.translations().stream().filter(each -> each.purpose() == purpose);
    }

    private List<PortRange> passive() {
      var ranges =
          hop.needs().stream()
              .filter(need -> need.purpose() == Purpose.PASSIVE)
              .map(Need::ports)
              .distinct()
              .toList();
      return ranges.isEmpty() ? List.of(HELPED) : ranges;
    }

    private Set<Integer> ports(Purpose purpose) {
      var ports = new TreeSet<Integer>();
      hop.needs().stream()
          .filter(need -> need.purpose() == purpose)
          .forEach(need -> ports.add(need.ports().first()));
      return ports;
    }

    private static List<Integer> beside(PortRange range) {
      return Stream.of(range.first() - 1, range.last() + 1)
          .filter(port -> port > 1 && port <= PortRange.HIGHEST)
          .toList();
    }

    List<Flow> flows() throws ApplyException {
      var flows = new ArrayList<Flow>();
      for (var family : Family.values()) {
        if (hop.has(family)) {
          flows.addAll(flows(family));
        }
      }
      return flows;
    }

    private List<Flow> flows(Family family) throws ApplyException {
      var flows = new ArrayList<Flow>();
      var needs = hop.needs(family);
      var client = client(family, clients(family));
      live(client, outside());
      var stranger = stranger(family);
      if (stranger.isPresent()) {
        live(stranger.get(), outside());
      }
      var named = family == Family.IPV4 ? "IPv4" : "IPv6";
      for (var need : hop.inward()) {
        if (need.family() != family) {
          continue;
        }
        switch (need.purpose()) {
          case CONTROL -> {
            var entry = entry(need, need.ports().first());
            if (passiveMode(needs)) {
              flows.add(
                  Flow.transfer(
                      client, entry, Caller.Mode.EPSV, "a passive transfer with EPSV, " + named));
              if (family == Family.IPV4) {
                flows.add(
                    Flow.transfer(
                        client, entry, Caller.Mode.PASV, "a passive transfer with PASV, " + named));
              }
            }
            if (needs.stream().anyMatch(each -> each.purpose() == Purpose.ACTIVE)) {
              flows.add(
                  Flow.transfer(client, entry, Caller.Mode.ACTIVE, "an active transfer, " + named));
            }
            stranger.ifPresent(other ->
                flows.add(
                    Flow.greeting(
                        other,
                        entry,
                        false,
                        "the control port, from %s".formatted(other.getHostAddress()))));
          }
          case PASSIVE ->
              beside(need.ports()).stream()
                  .filter(port -> passive().stream().noneMatch(range -> range.contains(port)))
                  .filter(port ->
                      needs.stream()
                          .noneMatch(
                              each -> each.ports().contains(port) && !each.purpose().isOutward()))
                  .forEach(port ->
                      flows.add(
                          Flow.greeting(
                              client,
                              entry(need, port),
                              false,
                              "port %d, beside the range, %s".formatted(port, named))));
          case IMPLICIT_TLS, SFTP, PASS_THROUGH ->
              flows.add(
                  Flow.greeting(
                      client,
                      entry(need, need.ports().first()),
                      true,
                      "%s, port %d, %s"
                          .formatted(need.purpose().text(), need.ports().first(), named)));
          case ACTIVE -> {}
        }
      }
      return flows;
    }

    private boolean passiveMode(List<Need> needs) {
      return hop.usesHelper() || needs.stream().anyMatch(need -> need.purpose() == Purpose.PASSIVE);
    }

    /** Where clients find a port of the server's. */
    private InetSocketAddress entry(Need need, int port) {
      for (var translation : hop.translations()) {
        if (translation.family() == need.family()
            && (translation.insidePorts().contains(port)
                || translation.purpose() == need.purpose())) {
          return new InetSocketAddress(
              translation.outside(),
              port - translation.insidePorts().first() + translation.outsidePorts().first());
        }
      }
      return new InetSocketAddress(
          need.server()
              .or(() -> own(need.family()))
              .orElse(InetAddress.ofLiteral(NEXT_HOPS.getFirst())),
          port);
    }

    private Optional<InetAddress> own(Family family) {
      return machine.interfaces().values().stream()
          .flatMap(List::stream)
          .map(address -> InetAddress.ofLiteral(address.replaceFirst("/.*", "")))
          .filter(address -> Family.of(address) == family)
          .findFirst();
    }

    private List<Network> clients(Family family) {
      var clients =
          hop.inward().stream()
              .filter(need -> need.family() == family)
              .flatMap(need -> need.clients().stream())
              .toList();
      return clients.isEmpty()
          ? ANYBODY.stream().filter(network -> Family.of(network.address()) == family).toList()
          : clients;
    }

    /** An address of the first of these networks that is not this machine's own. */
    private InetAddress client(Family family, List<Network> clients) throws ApplyException {
      for (var network : clients) {
        @Nullable InetAddress found =
            Addresses.within(network).filter(each -> !machine.has(each)).findFirst().orElse(null);
        if (found != null) {
          return found;
        }
      }
      throw new ApplyException("all %s clients are this machine itself".formatted(family));
    }

    /** Somebody of this family who is not a client; nobody if everyone is. */
    private Optional<InetAddress> stranger(Family family) {
      var restricted =
          hop.inward().stream()
              .filter(need -> need.family() == family)
              .noneMatch(need -> need.clients().isEmpty());
      return STRANGERS.stream()
          .map(InetAddress::ofLiteral)
          .filter(each ->
              restricted
                  && Family.of(each) == family
                  && clients(family).stream().noneMatch(network -> network.contains(each)))
          .findFirst();
    }

    /** A connection like the administrator's, made before the rules are loaded. */
    Optional<Caller> held() throws ApplyException {
      if (login.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(asAdministrator().join());
      } catch (CompletionException e) {
        throw new ApplyException(
            "in the rehearsal nobody gets in at %s, port %d, as you have: %s"
                .formatted(
                    login.get().server().getHostAddress(), login.get().port(), e.getMessage()),
            e);
      }
    }

    private CompletableFuture<Caller> asAdministrator() {
      var way = login.orElseThrow();
      return side(way.client())
          .inside(
              () -> Caller.login(way.client(), new InetSocketAddress(way.server(), way.port())));
    }

    /** Whether that connection still works, and another one could be made. */
    Report.Result stillHeld(Caller held) {
      Optional<String> wrong = Optional.empty();
      try (held;
          var another = asAdministrator().join()) {
        held.still();
        another.still();
      } catch (IOException | CompletionException e) {
        wrong = Optional.of(String.valueOf(e.getMessage()));
      }
      var way = login.orElseThrow();
      return new Report.Result(
          Report.LOGIN.formatted(way.client().getHostAddress(), way.port()),
          true,
          Optional.empty(),
          wrong);
    }

    @Override
    public void close() {
      servers.forEach(StandIn::close);
    }
  }
}
