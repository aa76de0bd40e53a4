package pasvport.doctor.finding;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The address in a 227 depends on whether the control connection can be read. */
final class AddressRewritten implements Check {
  private static final Kind KIND =
      Kind.of(
          "address-rewritten",
          "C8",
          Severity.NOTE,
          "a 227 names one address in clear and another under TLS",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var clear =
        Seen.by(facts, Mode.PASV)
            .filter(Seen::inClear)
            .flatMap(transfer -> transfer.claimed().stream())
            .map(InetSocketAddress::getAddress)
            .findFirst();
    var tls =
        Seen.by(facts, Mode.PASV)
            .filter(Seen::overTls)
            .flatMap(transfer -> transfer.claimed().stream())
            .map(InetSocketAddress::getAddress)
            .findFirst();
    return clear.isEmpty() || tls.isEmpty() || clear.equals(tls)
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.LIKELY,
                    "In clear a 227 names %s, under TLS %s: a device on the way (helper, ALG) rewrites the address where it can read it."
                        .formatted(Addresses.shown(clear.get()), Addresses.shown(tls.get())))
                .because(
                    Seen.by(facts, Mode.PASV)
                        .filter(transfer -> transfer.claimed().isPresent())
                        .map(Evidence::of))
                .remedy(
                    "One owner is enough: take the helper away and let the server announce its outside address, or let pasvport do both.",
                    "If the server is ProFTPD with TLSMasqueradeAddress, it is meant so."));
  }
}
