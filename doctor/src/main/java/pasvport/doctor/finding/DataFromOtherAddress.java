package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Product;

/** The server sees data connections come from another address than the control connection. */
final class DataFromOtherAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "data-from-other-address",
          "C21, C22",
          Severity.FAULT,
          "the server refuses data connections because they come from another address than the control connection",
          Certainty.PROVED,
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var said = Seen.saying(facts, TEXTS);
    return said.or(() ->
            facts.product() == Product.PROFTPD
                ? Seen.saying(facts, "data connection: Permission denied")
                : Optional.empty())
        .map(transfer ->
            KIND.finding(
                    said.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
                    "Control and data connections reach the server from two addresses, and it refuses the data. Some NAT or proxy on the way does that: several outside addresses without pairing on the client's side, or docker-proxy and balancers on the server's.")
                .because(Evidence.of(transfer))
                .remedy(
                    "The server's log names the two addresses. If one is a bridge's or balancer's: --network host, externalTrafficPolicy: Local, or the same way for both. If both are the client's network: one address for all its connections (NAT pooling paired).",
                    "In need, and weaker against theft of data: %s"
                        .formatted(Settings.anyPeer(facts.product())))
                .affecting(Effects.NO_PASSIVE));
  }

  static final String[] TEXTS = {
    "Bad IP connecting",
    "does not match control connection",
    "IP addresses of control and data connection do not match",
    "foreign address",
    "Data peer IP"
  };
}
