package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The server tells clients an address that only its own network has. */
final class PasvPrivateAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-private-address",
          "B1, B6",
          Severity.FAULT,
          "a 227 names a private address to a client outside",
          Certainty.PROVED);

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
                    && !Addresses.isContainers(claim.address())
                    && !Addresses.isPrivate(claim.peer()))
        .map(claim ->
            KIND.finding(
                    Certainty.PROVED,
                    "In passive mode the server sends clients to %s, which only its own network has; they reached it at %s."
                        .formatted(claim.shown(), claim.shownPeer()))
                .because(claim.evidence())
                .remedy(
                    Settings.announce(facts.product(), claim.shownPeer()),
                    "A name there must resolve to %s on the server itself, too."
                        .formatted(claim.shownPeer()),
                    "Not where a device before the server rewrites 227 (Cisco ASA, a kernel helper): one of the two may correct the address, never both.")
                .affecting(Effects.UNROUTABLE_ADDRESS));
  }
}
