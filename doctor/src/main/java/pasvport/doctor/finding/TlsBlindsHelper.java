package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/**
 * Passive ports are opened by a device that reads the control connection, and under TLS it cannot.
 */
final class TlsBlindsHelper implements Check {
  private static final Kind KIND =
      Kind.of(
          "ftps-blinds-helper",
          "C17, D9",
          Severity.FAULT,
          "passive mode works in clear and is dropped under TLS",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return applies(facts)
        ? Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "In clear, passive ports are reached; under TLS, in the same minute, they are not. A firewall on the way opens them by reading the control connection, which TLS hides.")
                .because(
                    Seen.passive(facts, transfer -> Seen.inClear(transfer) && Seen.open(transfer))
                        .limit(1)
                        .map(Evidence::of))
                .because(
                    Seen.passive(facts, transfer -> Seen.overTls(transfer) && !Seen.open(transfer))
                        .map(Evidence::of))
                .remedy(Ports.of(Seen.passive(facts)).opening(facts))
                .remedy(
                    Settings.announce(
                            facts.product(),
                            Addresses.shown(
                                Seen.passive(facts).findFirst().orElseThrow().peer().getAddress()))
                        + " (the helper will not correct the address any more)")
                .affecting(
                    List.of(
                        new Effect(
                            Client.FILEZILLA,
                            false,
                            "uses TLS where it is offered; log-in works, listing times out"),
                        new Effect(Client.WINSCP, false, "fails with encryption, works without"),
                        new Effect(Client.CURL, true, "works without --ssl, times out with it"),
                        new Effect(Client.LFTP, false, "uses TLS where it is offered"),
                        new Effect(Client.WINDOWS_FTP, true, "knows no TLS"),
                        new Effect(Client.PYTHON, true, "FTP works, FTP_TLS times out"),
                        new Effect(
                            Client.DOTNET,
                            true,
                            "works with EnableSsl = false, times out with true"))))
        : Optional.empty();
  }

  static boolean applies(Facts facts) {
    return Seen.passive(facts, Seen::inClear).anyMatch(Seen::open)
        && Seen.passive(facts, Seen::inClear).allMatch(Seen::open)
        && Seen.passive(facts, Seen::overTls).findAny().isPresent()
        && Seen.passive(facts, Seen::overTls).noneMatch(Seen::open);
  }
}
