package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;

/** Nothing listens where the control connection goes, or something refuses in its place. */
final class ControlRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "control-refused",
          "A1",
          Severity.FAULT,
          "the control port refuses connections",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Doors.shut(facts, Connected.Refused.class)
        .map(door ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s refuses the connection at once: nothing listens there, or a firewall or NAT on the way says so."
                        .formatted(Addresses.shown(door.peer())))
                .because(door.evidence())
                .remedy(
                    "On the server: ss -ltnp 'sport = :%d' shows whether it listens, and at which address."
                        .formatted(door.peer().getPort()),
                    "If it listens: correct the target of the port forwarding, or the rule that rejects.")
                .affecting(Effects.all("connection refused")));
  }
}
