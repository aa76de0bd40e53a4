package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** A client inside is sent to the outside address. */
final class PasvOutsideAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-outside-address",
          "B8",
          Severity.WARNING,
          "a 227 names a public address to a client inside",
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
                Addresses.isPrivate(claim.peer())
                    && !Addresses.isPrivate(claim.address())
                    && !claim.address().isAnyLocalAddress())
        .map(claim ->
            KIND.finding(
                    Certainty.CANNOT_TELL,
                    "Clients inside, who reach the server at %s, are sent to %s in passive mode. Whoever follows that needs a firewall that turns such connections round to the inside (hairpin NAT)."
                        .formatted(claim.shownPeer(), claim.shown()))
                .because(claim.evidence())
                .remedy(
                    "Let clients inside use EPSV, which names no address.",
                    "Or let the server announce by network: ProFTPD a <VirtualHost> without MasqueradeAddress on the inside address, FileZilla Server \"Use local IP for local connections\", pasvport one passive address for each listener.",
                    "Or have the firewall translate %s for connections from inside too, with source NAT, so that answers come back through it."
                        .formatted(claim.shown()))
                .affecting(Effects.OTHER_ADDRESS));
  }
}
