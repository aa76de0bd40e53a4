package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The server tells clients another public address than the one they reached. */
final class PasvOtherAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-other-address",
          "B5, A8",
          Severity.FAULT,
          "a 227 names another public address than the one that was reached",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Claims.wrong(
            facts,
            claim ->
                !Addresses.isPrivate(claim.peer())
                    && !Addresses.isPrivate(claim.address())
                    && !claim.address().isAnyLocalAddress())
        .map(claim ->
            KIND.finding(
                    Certainty.LIKELY,
                    "In passive mode the server sends clients to %s; they reached it at %s. An old address, another line's, or that of a proxy before it."
                        .formatted(claim.shown(), claim.shownPeer()))
                .because(claim.evidence())
                .remedy(
                    Settings.announce(facts.product(), claim.shownPeer()),
                    "If the address changes from time to time: give a name, and let the server resolve it anew.",
                    "If %s is right and the name %s is old: correct the name."
                        .formatted(claim.shown(), facts.target().host()),
                    "If %s is a proxy's (a CDN, a balancer): let the name lead to the server itself, or let the proxy pass the passive ports on too and the server announce the proxy."
                        .formatted(claim.shownPeer()))
                .affecting(Effects.OTHER_ADDRESS));
  }
}
