package pasvport.trials;

import static pasvport.trials.RulesLab.CLIENT;
import static pasvport.trials.RulesLab.CLIENT_6;
import static pasvport.trials.RulesLab.FIREWALLS_ADDRESS;
import static pasvport.trials.RulesLab.GATEWAY;
import static pasvport.trials.RulesLab.GATEWAY_BEHIND;
import static pasvport.trials.RulesLab.OUTSIDE;
import static pasvport.trials.RulesLab.OWN_ADDRESS;
import static pasvport.trials.RulesLab.SERVER;
import static pasvport.trials.RulesLab.SERVER_6;
import static pasvport.trials.RulesLab.SHIFT;
import static pasvport.trials.RulesLab.STRANGER;
import static pasvport.trials.RulesLab.STRANGER_6;
import static pasvport.trials.RulesLab.UNDER_TLS;
import static pasvport.trials.RulesLab.WITHOUT_HELPER;
import static pasvport.trials.RulesLab.firstPassive;
import static pasvport.trials.RulesLab.lastPassive;
import static pasvport.trials.RulesLab.withinPassive;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
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
import pasvport.trials.RulesLab.Attempt;
import pasvport.trials.client.Mode;

/** The ways in which FTP gets through a firewall, each with what must and must not get through. */
enum RulesProfile {
  STATIC {
    @Override
    List<Integer> entries(Place place) {
      return List.of(place == Place.HOST ? OWN_ADDRESS : FIREWALLS_ADDRESS, UNDER_TLS);
    }

    @Override
    int sourcePort(Place place) {
      return place == Place.HOST ? ANY : ACTIVE_DATA;
    }
  },
  HELPER {
    @Override
    List<Integer> entries(Place place) {
      return List.of(OWN_ADDRESS, WITHOUT_HELPER);
    }

    // The server calls back from any port, so that this opening lets nothing through.
    @Override
    int sourcePort(Place place) {
      return ACTIVE_DATA;
    }
  },
  GATEWAY {
    @Override
    List<Integer> entries(Place place) {
      return List.of(place == Place.HOST ? RulesLab.GATEWAY : GATEWAY_BEHIND);
    }

    @Override
    int sourcePort(Place place) {
      return ACTIVE_DATA;
    }
  };

  private static final int ANY = 0;
  private static final int ACTIVE_DATA = 20;

  /** What clients see of an entry that the firewall translates. */
  private static final int OUTSIDE_ENTRY_SHIFT = 100;

  /** Which client. */
  enum Client {
    CURL,
    LFTP
  }

  /** Where a client connects to. */
  record At(String host, int port, boolean tls) {}

  /** Something that a client does. */
  record Transfer(Client client, At entry, Mode mode) {}

  /** The control ports that the server or gateway listens at. */
  abstract List<Integer> entries(Place place);

  /** From which port the rules expect active data. */
  abstract int sourcePort(Place place);

  HopNeeds needs(Place place, Rest rest) {
    boolean forwards = place == Place.FORWARDING;
    var needs = new ArrayList<Need>();
    for (var family : Family.values()) {
      for (int entry : entries(place)) {
        needs.add(need(place, family, Purpose.CONTROL, new PortRange(entry, entry)));
        if (this != HELPER) {
          needs.add(need(place, family, Purpose.PASSIVE, passive(entry)));
        }
      }
      needs.add(need(place, family, Purpose.ACTIVE, new PortRange(1024, PortRange.HIGHEST)));
    }
    return new HopNeeds(
        "trial",
        place,
        Optional.of(forwards ? "wan0" : "eth0"),
        forwards ? Optional.of("lan0") : Optional.empty(),
        needs,
        forwards ? translations() : List.of(),
        List.of(),
        this == HELPER ? List.of(OWN_ADDRESS) : List.of(),
        rest,
        List.of(),
        /* logsDrops= */ true);
  }

  /** Of these needs those of the family that is routed and not translated. */
  HopNeeds routed(HopNeeds hop) {
    return new HopNeeds(
        hop.name(),
        hop.place(),
        hop.outside(),
        hop.inside(),
        hop.needs(Family.IPV6),
        List.of(),
        hop.hairpin(),
        hop.helperPorts(),
        hop.rest(),
        hop.keep(),
        hop.logsDrops());
  }

  private Need need(Place place, Family family, Purpose purpose, PortRange ports) {
    return new Need(
        purpose,
        family,
        List.of(Network.parse(family == Family.IPV4 ? "198.51.100.0/27" : "2001:db8:1::/122")),
        place == Place.HOST ? Optional.empty() : Optional.of(InetAddress.ofLiteral(server(family))),
        ports,
        Optional.of(sourcePort(place)).filter(port -> purpose == Purpose.ACTIVE && port != ANY),
        "trial");
  }

  private List<Translation> translations() {
    var translations = new ArrayList<Translation>();
    for (int entry : entries(Place.FORWARDING)) {
      translations.add(
          translation(
              Purpose.CONTROL,
              OUTSIDE,
              new PortRange(outside(entry), outside(entry)),
              new PortRange(entry, entry)));
      if (this != HELPER) {
        translations.add(
            translation(Purpose.PASSIVE, OUTSIDE, outsidePassive(entry), passive(entry)));
      }
      if (this == GATEWAY) {
        // The ports it announces are others over IPv6 too.
        translations.add(
            translation(Purpose.PASSIVE, SERVER_6, outsidePassive(entry), passive(entry)));
      }
    }
    return translations;
  }

  private PortRange outsidePassive(int entry) {
    return new PortRange(outsidePort(firstPassive(entry)), outsidePort(lastPassive(entry)));
  }

  private static Translation translation(
      Purpose purpose, String outside, PortRange outsidePorts, PortRange insidePorts) {
    var address = InetAddress.ofLiteral(outside);
    return new Translation(
        purpose,
        address,
        outsidePorts,
        InetAddress.ofLiteral(server(Family.of(address))),
        insidePorts);
  }

  /** The port that clients outside know; the helper's stay as they are. */
  private int outside(int entry) {
    return this == HELPER ? entry : entry + OUTSIDE_ENTRY_SHIFT;
  }

  private int outsidePort(int port) {
    return this == GATEWAY ? port + SHIFT : port;
  }

  private static PortRange passive(int entry) {
    return new PortRange(firstPassive(entry), lastPassive(entry));
  }

  /** What works. */
  List<Transfer> transfers(Place place) {
    var transfers = new ArrayList<Transfer>();
    int entry = entries(place).getFirst();
    for (var family : Family.values()) {
      var plain = at(place, family, entry, /* tls= */ false);
      transfers.add(new Transfer(Client.CURL, plain, Mode.EPSV));
      transfers.add(
          new Transfer(Client.CURL, plain, family == Family.IPV4 ? Mode.PORT : Mode.EPRT));
      if (family == Family.IPV4) {
        transfers.add(new Transfer(Client.LFTP, plain, Mode.PASV));
      }
      switch (this) {
        case STATIC ->
            transfers.add(
                new Transfer(
                    Client.CURL, at(place, family, UNDER_TLS, /* tls= */ true), Mode.EPSV));
        case HELPER -> {}
        case GATEWAY ->
            transfers.add(
                new Transfer(Client.CURL, at(place, family, entry, /* tls= */ true), Mode.EPSV));
      }
    }
    return transfers;
  }

  private At at(Place place, Family family, int entry, boolean tls) {
    return switch (family) {
      case IPV6 -> new At(SERVER_6, entry, tls);
      case IPV4 ->
          place == Place.HOST ? new At(SERVER, entry, tls) : new At(OUTSIDE, outside(entry), tls);
    };
  }

  /** Control connections that work while their data connections do not. */
  List<At> withoutData(Place place) {
    return this == HELPER
        ? Stream.of(Family.values())
            .map(family -> at(place, family, WITHOUT_HELPER, /* tls= */ false))
            .toList()
        : List.of();
  }

  /** What a client reaches. */
  List<Attempt> open(Place place) {
    var attempts = new ArrayList<Attempt>();
    for (int entry : entries(place)) {
      for (var family : Family.values()) {
        var at = at(place, family, entry, /* tls= */ false);
        attempts.add(new Attempt(client(family), at.host(), at.port()));
        if (this == STATIC) {
          attempts.add(new Attempt(client(family), at.host(), withinPassive(entry)));
        }
      }
    }
    return attempts;
  }

  /** What nobody reaches, although something listens there. */
  List<Attempt> forbidden(Place place) {
    var attempts = new ArrayList<Attempt>();
    for (int entry : entries(place)) {
      for (var family : Family.values()) {
        var beside = List.of(firstPassive(entry) - 1, lastPassive(entry) + 1);
        beside.forEach(port -> attempts.add(new Attempt(client(family), server(family), port)));
        attempts.add(new Attempt(stranger(family), server(family), entry));
        if (this == STATIC) {
          attempts.add(new Attempt(stranger(family), server(family), withinPassive(entry)));
        }
        if (this == HELPER) {
          attempts.add(new Attempt(client(family), server(family), withinPassive(entry)));
        }
      }
      if (place == Place.FORWARDING) {
        attempts.addAll(forbiddenOutside(entry));
      }
    }
    return attempts;
  }

  /** The same at the address that is translated. */
  private List<Attempt> forbiddenOutside(int entry) {
    return List.of(
        new Attempt(STRANGER, OUTSIDE, outside(entry)),
        new Attempt(STRANGER, OUTSIDE, outsidePort(withinPassive(entry))),
        new Attempt(CLIENT, OUTSIDE, outsidePort(firstPassive(entry) - 1)),
        new Attempt(CLIENT, OUTSIDE, outsidePort(lastPassive(entry) + 1)));
  }

  private static String server(Family family) {
    return family == Family.IPV4 ? SERVER : SERVER_6;
  }

  private static String client(Family family) {
    return family == Family.IPV4 ? CLIENT : CLIENT_6;
  }

  private static String stranger(Family family) {
    return family == Family.IPV4 ? STRANGER : STRANGER_6;
  }
}
