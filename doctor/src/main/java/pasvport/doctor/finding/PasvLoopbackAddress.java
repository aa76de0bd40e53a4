package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server tells clients to connect to themselves. */
final class PasvLoopbackAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-loopback-address",
          "B2",
          Severity.FAULT,
          "a 227 names the loopback address",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Claims.wrong(
            facts,
            claim -> claim.address().isLoopbackAddress() && !claim.peer().isLoopbackAddress())
        .map(claim ->
            KIND.finding(
                    Certainty.PROVED,
                    "In passive mode the server sends clients to %s: to themselves."
                        .formatted(claim.shown()))
                .because(claim.evidence())
                .remedy(
                    Settings.announce(facts.product(), claim.shownPeer()),
                    "In a container image this is often a variable that was left at its default (PUBLICHOST, PASV_ADDRESS).")
                .affecting(Effects.UNROUTABLE_ADDRESS));
  }
}
