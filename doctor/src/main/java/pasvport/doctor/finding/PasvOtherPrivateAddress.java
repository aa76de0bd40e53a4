package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** Of two private addresses the server names the one that was not reached. */
final class PasvOtherPrivateAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-other-private-address",
          "B9",
          Severity.WARNING,
          "a 227 names another private address than the one that was reached",
          Certainty.CANNOT_TELL);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Claims.wrong(
            facts,
            claim ->
                Addresses.isPrivate(claim.address())
                    && !claim.address().isLoopbackAddress()
                    && Addresses.isPrivate(claim.peer())
                    && !Addresses.isContainers(claim.address()))
        .map(claim ->
            KIND.finding(
                    Certainty.CANNOT_TELL,
                    "In passive mode the server sends clients to %s; they reached it at %s. Both are private, so either may be right: a balancer's address and the server's own, or two networks."
                        .formatted(claim.shown(), claim.shownPeer()))
                .because(claim.evidence())
                .remedy(
                    "On the server: ip address shows which are its own. If clients cannot reach %s: %s"
                        .formatted(
                            claim.shown(), Settings.announce(facts.product(), claim.shownPeer())))
                .affecting(Effects.OTHER_ADDRESS));
  }
}
