package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;

/** What goes to the control port vanishes. */
final class ControlDropped implements Check {
  private static final Kind KIND =
      Kind.of(
          "control-dropped",
          "A2, A6",
          Severity.FAULT,
          "connections to the control port are silently dropped",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Doors.shut(facts, Connected.Silent.class)
        .map(door ->
            KIND.finding(
                    Certainty.LIKELY,
                    "Nothing answers at %s: a firewall on the way drops it, or the host is down."
                        .formatted(Addresses.shown(door.peer())))
                .because(door.evidence())
                .remedy(
                    "Open TCP port %d in every firewall before the server, and forward it where NAT is."
                        .formatted(door.peer().getPort()),
                    "If it worked before from here and still works from elsewhere, this address may be banned: fail2ban-client status on the server.",
                    "To tell which: run the same test beside the server.")
                .affecting(Effects.all("times out")));
  }
}
