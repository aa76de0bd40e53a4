package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The name has an IPv6 address at which it is not served. */
final class Ipv6Shut implements Check {
  private static final Kind KIND =
      Kind.of(
          "ipv6-shut",
          "A9",
          Severity.WARNING,
          "the name has an IPv6 address that does not answer, while IPv4 works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var ipv6 = Doors.all(facts).filter(door -> door.family().equals("IPv6")).toList();
    boolean ipv4 =
        Doors.all(facts).anyMatch(door -> door.family().equals("IPv4") && door.connected().open());
    boolean local = ipv6.stream().allMatch(Doors.Door::lackedHere);
    return ipv6.isEmpty()
            || !ipv4
            || local
            || ipv6.stream().anyMatch(door -> door.connected().open())
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "%s has the IPv6 address %s, and nothing is served there; IPv4 works."
                        .formatted(
                            facts.target().host(),
                            Addresses.shown(ipv6.getFirst().peer().getAddress())))
                .because(ipv6.stream().map(Doors.Door::evidence))
                .remedy(
                    "Let the server listen on IPv6 and open its ports there, or take the AAAA record away.")
                .affecting(Effects.all("tries IPv6 first, and is late or fails")));
  }
}
