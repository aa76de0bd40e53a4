package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server refuses a low port that this client never named. */
final class ActivePortRewritten implements Check {
  private static final int LOWEST_PORT = 1024;

  /** What servers say to a port that is too low. */
  static final String[] TEXTS = {"ports < 1024", "below 1024"};

  private static final Kind KIND =
      Kind.of(
          "active-port-rewritten",
          "D3, D13",
          Severity.NOTE,
          "a device on the way puts a low port into PORT, which the server refuses",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
        .filter(transfer ->
            transfer.arranged().refused()
                && Seen.says(transfer.arranged(), TEXTS)
                && transfer.offered().stream().anyMatch(at -> at.getPort() >= LOWEST_PORT))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server refuses PORT for its low port; this client named %s. A device on the way has changed it."
                        .formatted(Addresses.shown(transfer.offered().orElseThrow())))
                .because(Evidence.of(transfer))
                .remedy(
                    "Use passive mode, or TLS, which no device can read; or switch the device's FTP inspection (ALG) off.")
                .affecting(Effects.NO_ACTIVE))
        .map(finding -> Seen.passiveWorked(facts) ? finding : finding.as(Severity.WARNING));
  }
}
