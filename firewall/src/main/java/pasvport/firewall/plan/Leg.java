package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Translation;
import pasvport.site.PathHop;
import pasvport.site.PortRange;

/**
 * The path behind one hop, for one family: where its packets go, and the ports they go to.
 *
 * @param family of the addresses
 * @param target the address; empty if it is not known
 * @param services what is opened there, of this family alone
 * @param active data connections towards the clients
 */
record Leg(
    Family family,
    Optional<InetAddress> target,
    List<Service> services,
    Optional<ActiveData> active) {

  /**
   * Ports below are no client's for data (RFC 959 has it choose one; servers refuse lower ones).
   */
  private static final PortRange OF_CLIENTS = new PortRange(1024, PortRange.HIGHEST);

  Leg {
    services = List.copyOf(services);
  }

  /** The end of the path, as one family sees it. */
  static Leg of(PathEnd end, Family family) {
    return new Leg(
        family,
        Optional.ofNullable(end.addresses().get(family)),
        end.services().stream().filter(service -> service.serves(family)).toList(),
        end.active());
  }

  /** Whether a client of this family can come at all. */
  boolean isServed() {
    return !services.isEmpty();
  }

  /** What a hop in front of this must let through. */
  List<Need> needs(Place place) {
    var server =
        switch (place) {
          case HOST -> Optional.<InetAddress>empty();
          case FORWARDING -> target;
        };
    if (!isServed() || (place == Place.FORWARDING && target.isEmpty())) {
      return List.of();
    }
    return Stream.concat(
            services.stream()
                .map(service ->
                    new Need(
                        service.purpose(),
                        family,
                        service.clients(family),
                        server,
                        service.ports(),
                        Optional.empty(),
                        service.key())),
            active.stream()
                .map(data ->
                    new Need(
                        Purpose.ACTIVE,
                        family,
                        data.clients().stream()
                            .filter(client -> Family.of(client.address()) == family)
                            .toList(),
                        server,
                        OF_CLIENTS,
                        data.sourcePort(),
                        data.key())))
        .toList();
  }

  /** The addresses of this family that clients use at the hop. */
  List<InetAddress> outside(PathHop hop) {
    return hop.outsideAddresses().stream().filter(address -> Family.of(address) == family).toList();
  }

  /** What the hop translates. */
  List<Translation> translations(PathHop hop) {
    var translations = new ArrayList<Translation>();
    for (var address : outside(hop)) {
      target.ifPresent(inside ->
          IntStream.range(0, services.size())
              .forEach(index ->
                  translations.add(
                      new Translation(
                          services.get(index).purpose(),
                          address,
                          outsidePorts(hop, index),
                          inside,
                          services.get(index).ports()))));
    }
    return translations;
  }

  /** The path with the hop in it, as the hop before sees it. */
  Leg before(PathHop hop) {
    var outside = outside(hop);
    return outside.isEmpty()
        ? this
        : new Leg(
            family,
            Optional.of(outside.getFirst()),
            IntStream.range(0, services.size())
                .mapToObj(index -> services.get(index).at(outsidePorts(hop, index)))
                .toList(),
            active);
  }

  private PortRange outsidePorts(PathHop hop, int index) {
    var service = services.get(index);
    var other =
        switch (service.purpose()) {
          case CONTROL -> hop.controlPort();
          case IMPLICIT_TLS -> hop.implicitPort();
          case PASSIVE, ACTIVE, SFTP, PASS_THROUGH -> Optional.<Integer>empty();
        };
    return other
        .filter(_ -> isFirst(index))
        .map(port -> new PortRange(port, port))
        .orElse(service.announced());
  }

  /** Of several ports for one purpose, a hop's own port is for the first. */
  private boolean isFirst(int index) {
    return services.subList(0, index).stream()
        .noneMatch(earlier -> earlier.purpose() == services.get(index).purpose());
  }
}
