package pasvport.firewall.apply;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.lab.Host;
import pasvport.lab.Lab;

/**
 * The throwaway network of a rehearsal: a host like this machine, the wall, and at each of its
 * interfaces that matter one neighbour, who has the addresses of all that lie there.
 */
final class Stage implements AutoCloseable {
  /** Next hops for the neighbours that are nobody's address (RFC 3927, RFC 4291). */
  private static final List<String> NEXT_HOPS = List.of("169.254.77.77/32", "fe80::77/64");

  private final Lab lab;
  private final Ends ends;
  private final Shell live;
  private final Optional<Login> login;
  private final Host wall;
  private final Map<String, Host> neighbours = new HashMap<>();
  private final Map<InetAddress, Host> homes = new HashMap<>();
  private final List<StandIn> servers = new ArrayList<>();

  /**
   * Builds it; nothing listens there yet.
   *
   * @param live this machine
   * @param login a connection like this one is made
   */
  Stage(Lab lab, Ends ends, Shell live, Optional<Login> login) throws ApplyException {
    this.lab = lab;
    this.ends = ends;
    this.live = live;
    this.login = login;
    this.wall = lab.host("wall");
    var places = places();
    var nowhere = lab.host("nowhere");
    for (var device : ends.machine().interfaces().keySet()) {
      var isUsed = places.containsValue(device);
      var neighbour = isUsed ? lab.host("side" + neighbours.size()) : nowhere;
      lab.link(neighbour.at(), wall.at().named(device));
      if (isUsed) {
        neighbours.put(device, neighbour);
      }
    }
    ends.machine().copyTo(wall);
    for (var device : neighbours.keySet()) {
      connect(device);
    }
    for (var place : places.entrySet()) {
      settle(place.getKey(), place.getValue());
    }
  }

  /** Every address that is not the wall's own, and the interface where it lies. */
  private Map<InetAddress, String> places() throws ApplyException {
    var hop = ends.hop();
    var places = new HashMap<InetAddress, String>();
    for (var family : ends.families()) {
      var client = ends.client(family);
      var outside = device(hop.outside(), client);
      places.put(client, outside);
      ends.stranger(family).ifPresent(stranger -> places.put(stranger, outside));
    }
    for (var server : ends.servers()) {
      var inside = device(hop.inside(), server);
      if (places.containsValue(inside)) {
        throw new ApplyException(
            "%s is reached by %s, where the clients are too: a firewall with one interface cannot be rehearsed"
                .formatted(server.getHostAddress(), inside));
      }
      places.put(server, inside);
    }
    if (login.isPresent()) {
      var client = login.get().client();
      places.put(client, device(Optional.empty(), client));
    }
    return places;
  }

  private String device(Optional<String> named, InetAddress towards) throws ApplyException {
    var known = named.filter(ends.machine().interfaces()::containsKey);
    var found = known.isPresent() ? known : Machine.towards(towards, live);
    return found.orElseThrow(() ->
        new ApplyException(
            "there is no route to %s; name the interface that leads there, as outside or inside of the hop %s"
                .formatted(towards.getHostAddress(), ends.hop().name())));
  }

  private void connect(String device) throws ApplyException {
    var neighbour = Shell.in(Objects.requireNonNull(neighbours.get(device)));
    for (var next : NEXT_HOPS) {
      wall.address(device, next);
      var via = next.replaceFirst("/.*", "");
      neighbour.told(
          "ip", version(via), "route", "replace", "default", "via", via, "dev", "eth0", "onlink");
    }
  }

  /** Gives an address to the neighbour at an interface. */
  private void settle(InetAddress address, String device) throws ApplyException {
    var home = Objects.requireNonNull(neighbours.get(device));
    var text = address.getHostAddress();
    var alone = text + (Family.of(address) == Family.IPV4 ? "/32" : "/128");
    home.address("eth0", alone);
    Shell.in(wall).told("ip", version(text), "route", "replace", alone, "dev", device);
    homes.put(address, home);
  }

  private static String version(String address) {
    return address.contains(":") ? "-6" : "-4";
  }

  /** The wall. */
  Host wall() {
    return wall;
  }

  /** The host that has this address. */
  Host home(InetAddress address) {
    return homes.getOrDefault(address, wall);
  }

  /** Ends what servers still do for clients that have gone. */
  void hangUp() {
    servers.forEach(StandIn::hangUp);
  }

  /** Starts what stands in for the servers. */
  void serve() throws ApplyException {
    var hosts = ends.servers().stream().map(this::home).distinct().toList();
    for (var host : hosts.isEmpty() ? List.of(wall) : hosts) {
      var server = new StandIn(host, ends.announced(), ends.passive(), ends.sourcePort());
      servers.add(server);
      server.serve(ends.ports(Purpose.CONTROL));
      var greeting = new TreeSet<>(ends.beside());
      Stream.of(Purpose.IMPLICIT_TLS, Purpose.SFTP, Purpose.PASS_THROUGH)
          .forEach(purpose -> greeting.addAll(ends.ports(purpose)));
      server.greet(greeting);
    }
    if (login.isPresent()) {
      var administration = new StandIn(wall, Optional.empty(), List.of(), 0);
      servers.add(administration);
      administration.serve(List.of(login.get().port()));
    }
  }

  /** A connection like the administrator's. */
  CompletableFuture<Caller> loggedIn(Login way) {
    return home(way.client())
        .inside(() -> Caller.login(way.client(), new InetSocketAddress(way.server(), way.port())));
  }

  @Override
  public void close() {
    servers.forEach(StandIn::close);
    lab.close();
  }
}
