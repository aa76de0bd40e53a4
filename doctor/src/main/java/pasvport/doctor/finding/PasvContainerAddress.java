package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The server tells clients its address inside a container's network. */
final class PasvContainerAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-container-address",
          "B4",
          Severity.FAULT,
          "a 227 names an address as containers have them",
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
                Addresses.isContainers(claim.address()) && !Addresses.isContainers(claim.peer()))
        .map(claim ->
            KIND.finding(
                    Certainty.LIKELY,
                    "In passive mode the server sends clients to %s, an address as Docker and Kubernetes give to containers; they reached it at %s."
                        .formatted(claim.shown(), claim.shownPeer()))
                .because(claim.evidence())
                .remedy(
                    Settings.announce(facts.product(), claim.shownPeer()),
                    "Publish the passive range port for port (docker run -p 50000-50099:50000-50099), or run the container with --network host.")
                .affecting(Effects.UNROUTABLE_ADDRESS));
  }
}
