package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Passive ports refuse connections. */
final class PassiveRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-refused",
          "C2, C6, C7",
          Severity.FAULT,
          "connections to passive ports are refused",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var refused =
        Lanes.all(facts)
            .filter(Lanes.Lane::refused)
            .flatMap(lane -> lane.tries().stream())
            .toList();
    return refused.isEmpty() || PassiveIpv6Shut.applies(facts)
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.LIKELY,
                    "The server announces passive ports, and connections to them are refused at once: NAT forwards them nowhere or to another port (a container whose range is not published, or not port for port), or a firewall rejects them.")
                .because(refused.stream().map(Evidence::of))
                .remedy(
                    "On the server, in the moment of a PASV: ss -ltn shows the port that is listened on. If it is the announced one, the forwarding before the server is wrong; if it is another, a device on the way changes the reply.")
                .remedy(Ports.of(refused.stream()).opening(facts))
                .affecting(Effects.NO_PASSIVE));
  }
}
