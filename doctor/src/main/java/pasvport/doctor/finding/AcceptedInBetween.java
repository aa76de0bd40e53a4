package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Product;

/** A data connection stands, and the server has not seen it. */
final class AcceptedInBetween implements Check {
  private static final Kind KIND =
      Kind.of(
          "accepted-in-between",
          "C27, C18",
          Severity.FAULT,
          "a data connection is accepted on the way and never reaches the server",
          Certainty.PROVED,
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var proof = Lanes.verdictWhileOpen(facts);
    return facts
        .transfers(transfer ->
            transfer.mode().passive()
                && transfer.content() != Content.NOTHING
                && transfer.connected().open()
                && (transfer.begun().silence() || transfer.begun().code(425)))
        .filter(_ ->
            !facts.product().equals(Product.FILEZILLA)
                && !facts.product().equals(Product.FILEZILLA_0))
        .filter(_ -> Seen.saying(facts, DataFromOtherAddress.TEXTS).isEmpty())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    proof.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
                    "The data connection is taken at once, and the server behaves as if nobody had come: a proxy, balancer or SYN proxy on the way takes it in the server's stead and does not pass it on.")
                .because(proof.stream().map(Evidence::of))
                .because(Evidence.of(transfer))
                .remedy(
                    "Forward the whole passive range through that device, port for port, or past it.")
                .remedy(Ports.of(Seen.passive(facts)).opening(facts))
                .affecting(Effects.NO_PASSIVE));
  }
}
