package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server names no address in a 227. */
final class PasvZeroAddress implements Check {
  private static final Kind KIND =
      Kind.of("pasv-zero-address", "B3", Severity.WARNING, "a 227 names 0.0.0.0", Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Claims.wrong(facts, claim -> claim.address().isAnyLocalAddress())
        .map(claim ->
            KIND.finding(
                    Certainty.PROVED,
                    "In passive mode the server names 0.0.0.0. Some clients take it for the server's address, others fail.")
                .because(claim.evidence())
                .remedy(Settings.announce(facts.product(), claim.shownPeer()))
                .affecting(Effects.UNROUTABLE_ADDRESS));
  }
}
