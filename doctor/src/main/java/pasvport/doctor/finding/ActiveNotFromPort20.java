package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server calls from another port than the standard's. */
final class ActiveNotFromPort20 implements Check {
  private static final Kind KIND =
      Kind.of(
          "active-not-from-port-20",
          "D11",
          Severity.NOTE,
          "in active mode the server does not call from port 20",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
        .filter(transfer ->
            transfer.peer().getPort() == CONTROL_PORT
                && transfer.connected() instanceof Connected.Open open
                && open.remote().getPort() != CONTROL_PORT - 1)
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "In active mode the server calls from port %d, where RFC 959 section 3.2 has 20; firewalls of clients that go by that port drop it."
                        .formatted(((Connected.Open) transfer.connected()).remote().getPort()))
                .because(Evidence.of(transfer))
                .remedy(Settings.fromPort20(facts.product())));
  }

  /** On any other port firewalls do not take it for FTP, and look at no source port. */
  private static final int CONTROL_PORT = 21;
}
