package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** The hops for which every dialect has golden files. */
final class Hops {

  private static final InetAddress SERVER = address("10.0.0.2");
  private static final InetAddress SERVER6 = address("2001:db8:1::2");
  private static final InetAddress OUTSIDE = address("203.0.113.1");
  private static final PortRange RANGE = new PortRange(50_000, 50_100);
  private static final List<Network> CLIENTS = networks("198.51.100.0/24");
  private static final List<Network> CLIENTS6 = networks("2001:db8:2::/48");

  private Hops() {}

  /** By name. */
  static Map<String, HopNeeds> all() {
    var all = new LinkedHashMap<String, HopNeeds>();
    all.put("static", edge(ipv4(CLIENTS, true)));
    all.put("static-anyone", edge(ipv4(List.of(), true)));
    all.put("static-ipv6", new Builder(Place.FORWARDING).needs(ipv6(CLIENTS6, true)).build());
    all.put("static-both-families", edge(join(ipv4(CLIENTS, true), ipv6(CLIENTS6, true))));
    all.put(
        "several-networks",
        edge(ipv4(networks("198.51.100.0/24", "192.0.2.0/25", "192.0.2.200/32"), true)));
    all.put("helper", new Builder(edge(ipv4(CLIENTS, false))).helper(21).build());
    all.put(
        "helper-both-families",
        new Builder(edge(join(ipv4(CLIENTS, false), ipv6(CLIENTS6, false)))).helper(21).build());
    all.put("gateway", gateway(Place.FORWARDING));
    all.put("gateway-host", gateway(Place.HOST));
    all.put("host", new Builder(Place.HOST).needs(host(ipv4(CLIENTS, true))).build());
    all.put(
        "host-both-families-anyone",
        new Builder(Place.HOST)
            .needs(host(join(ipv4(List.of(), true), ipv6(List.of(), true))))
            .build());
    all.put(
        "host-helper",
        new Builder(Place.HOST).needs(host(ipv4(CLIENTS, false))).helper(21).build());
    all.put(
        "host-drop-rest",
        new Builder(Place.HOST).needs(host(ipv4(CLIENTS, true))).rest(22).build());
    all.put(
        "other-control-port",
        new Builder(Place.FORWARDING)
            .needs(List.of(control(2121, CLIENTS), passive(CLIENTS)))
            .translations(
                translation(Purpose.CONTROL, 2121, 2121), translation(Purpose.PASSIVE, RANGE))
            .build());
    all.put(
        "translated-control-port",
        new Builder(Place.FORWARDING)
            .needs(List.of(control(21, CLIENTS), passive(CLIENTS)))
            .translations(
                translation(Purpose.CONTROL, 2121, 21), translation(Purpose.PASSIVE, RANGE))
            .build());
    all.put(
        "implicit-tls",
        new Builder(Place.FORWARDING)
            .needs(
                List.of(
                    control(21, CLIENTS),
                    need(Purpose.IMPLICIT_TLS, SERVER, CLIENTS, one(990), "tls.implicit"),
                    passive(CLIENTS)))
            .translations(
                translation(Purpose.CONTROL, 21, 21),
                translation(Purpose.IMPLICIT_TLS, 990, 990),
                translation(Purpose.PASSIVE, RANGE))
            .build());
    all.put("hairpin", new Builder(edge(ipv4(CLIENTS, true))).hairpin("10.0.0.0/24").build());
    all.put("drop-rest", new Builder(edge(ipv4(CLIENTS, true))).rest().build());
    all.put("drop-rest-both-families", dropRest(join(ipv4(CLIENTS, true), ipv6(CLIENTS6, true))));
    all.put("helper-drop-rest", new Builder(edge(ipv4(CLIENTS, false))).helper(21).rest().build());
    all.put("gateway-drop-rest", new Builder(gateway(Place.FORWARDING)).rest().build());
    all.put("passive-only", edge(passiveOnly(CLIENTS)));
    all.put("passive-only-anyone", edge(passiveOnly(List.of())));
    all.put(
        "passive-only-several-networks",
        edge(passiveOnly(networks("198.51.100.0/24", "192.0.2.0/25"))));
    all.put("host-ipv6", onHost(ipv6(CLIENTS6, true)));
    all.put(
        "host-several-networks", onHost(ipv4(networks("198.51.100.0/24", "192.0.2.200/32"), true)));
    all.put(
        "host-other-control-port",
        onHost(List.of(control(2121, CLIENTS), passive(CLIENTS), active(SERVER, CLIENTS))));
    all.put(
        "host-implicit-tls",
        onHost(
            List.of(
                control(21, CLIENTS),
                need(Purpose.IMPLICIT_TLS, SERVER, CLIENTS, one(990), "tls.implicit"),
                passive(CLIENTS))));
    all.put("no-translation", new Builder(Place.FORWARDING).needs(ipv4(CLIENTS, false)).build());
    return all;
  }

  private static HopNeeds edge(List<Need> needs) {
    return new Builder(Place.FORWARDING)
        .needs(needs)
        .translations(
            Stream.of(translation(Purpose.CONTROL, 21, 21), translation(Purpose.PASSIVE, RANGE))
                .filter(each -> needs.stream().anyMatch(need -> need.purpose() == each.purpose()))
                .toArray(Translation[]::new))
        .build();
  }

  private static HopNeeds onHost(List<Need> needs) {
    return new Builder(Place.HOST).needs(host(needs)).build();
  }

  private static HopNeeds dropRest(List<Need> needs) {
    return new Builder(edge(needs)).rest(22).build();
  }

  private static List<Need> passiveOnly(List<Network> clients) {
    return List.of(control(21, clients), passive(clients));
  }

  private static HopNeeds gateway(Place place) {
    var needs =
        List.of(
            control(2121, List.of()),
            need(Purpose.IMPLICIT_TLS, SERVER, List.of(), one(2990), "tls.implicit"),
            need(
                Purpose.PASSIVE, SERVER, List.of(), new PortRange(50_000, 50_009), "passive.ports"),
            need(Purpose.SFTP, SERVER, List.of(), one(2222), "embedded.sftp-port"));
    return place == Place.HOST
        ? new Builder(place).needs(host(needs)).build()
        : new Builder(place)
            .needs(needs)
            .translations(
                translation(Purpose.CONTROL, 21, 2121),
                translation(Purpose.IMPLICIT_TLS, 990, 2990),
                translation(Purpose.PASSIVE, new PortRange(50_000, 50_009)),
                translation(Purpose.SFTP, 22, 2222))
            .build();
  }

  private static List<Need> ipv4(List<Network> clients, boolean range) {
    var needs = new ArrayList<Need>();
    needs.add(control(21, clients));
    if (range) {
      needs.add(passive(clients));
    }
    needs.add(active(SERVER, clients));
    return needs;
  }

  private static List<Need> ipv6(List<Network> clients, boolean range) {
    var needs = new ArrayList<Need>();
    needs.add(need(Purpose.CONTROL, SERVER6, clients, one(21), "server"));
    if (range) {
      needs.add(need(Purpose.PASSIVE, SERVER6, clients, RANGE, "server-settings.passive-ports"));
    }
    needs.add(active(SERVER6, clients));
    return needs;
  }

  private static List<Need> host(List<Need> needs) {
    return needs.stream()
        .map(need ->
            new Need(
                need.purpose(),
                need.family(),
                need.clients(),
                Optional.empty(),
                need.ports(),
                need.sourcePort(),
                need.reason()))
        .toList();
  }

  private static Need control(int port, List<Network> clients) {
    return need(Purpose.CONTROL, SERVER, clients, one(port), "server");
  }

  private static Need passive(List<Network> clients) {
    return need(Purpose.PASSIVE, SERVER, clients, RANGE, "server-settings.passive-ports");
  }

  private static Need active(InetAddress server, List<Network> clients) {
    return new Need(
        Purpose.ACTIVE,
        Family.of(server),
        clients,
        Optional.of(server),
        new PortRange(1024, PortRange.HIGHEST),
        Optional.of(20),
        "server-settings.active-source-port");
  }

  private static Need need(
      Purpose purpose, InetAddress server, List<Network> clients, PortRange ports, String reason) {
    return new Need(
        purpose, Family.of(server), clients, Optional.of(server), ports, Optional.empty(), reason);
  }

  private static Translation translation(Purpose purpose, int outside, int inside) {
    return new Translation(purpose, OUTSIDE, one(outside), SERVER, one(inside));
  }

  private static Translation translation(Purpose purpose, PortRange ports) {
    return new Translation(purpose, OUTSIDE, ports, SERVER, ports);
  }

  private static PortRange one(int port) {
    return new PortRange(port, port);
  }

  private static List<Network> networks(String... networks) {
    return Stream.of(networks).map(Network::parse).toList();
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static <T> List<T> join(List<T> first, List<T> second) {
    return Stream.of(first, second).flatMap(List::stream).toList();
  }

  /** A hop with interfaces {@code wan0} and {@code lan0} that logs drops and leaves the rest. */
  private static final class Builder {
    private final Place place;
    private List<Need> needs = List.of();
    private List<Translation> translations = List.of();
    private List<Network> hairpin = List.of();
    private List<Integer> helperPorts = List.of();
    private Rest rest = Rest.LEAVE;
    private List<Integer> keep = List.of();

    Builder(Place place) {
      this.place = place;
    }

    Builder(HopNeeds hop) {
      this(hop.place());
      needs = hop.needs();
      translations = hop.translations();
    }

    Builder needs(List<Need> wanted) {
      needs = wanted;
      return this;
    }

    Builder translations(Translation... wanted) {
      translations = List.of(wanted);
      return this;
    }

    Builder hairpin(String... networks) {
      hairpin = networks(networks);
      return this;
    }

    Builder helper(Integer... ports) {
      helperPorts = List.of(ports);
      return this;
    }

    Builder rest(Integer... kept) {
      rest = Rest.DROP;
      keep = List.of(kept);
      return this;
    }

    HopNeeds build() {
      return new HopNeeds(
          place == Place.HOST ? "host" : "edge",
          place,
          Optional.of("wan0"),
          place == Place.HOST ? Optional.empty() : Optional.of("lan0"),
          needs,
          translations,
          hairpin,
          helperPorts,
          rest,
          keep,
          true);
    }
  }
}
