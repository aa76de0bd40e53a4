package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The server cannot use the address that it is set to. */
final class PasvSettingInvalid implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-setting-invalid",
          "B7",
          Severity.FAULT,
          "the server cannot read the address that it is set to announce",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.saying(
            facts, "invalid pasv_address", "cannot resolve", "forced IP", "lookup failed")
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server cannot use the address that it is set to announce, and ends the session.")
                .because(Evidence.of(transfer))
                .remedy(
                    Settings.announce(
                        facts.product(), Addresses.shown(transfer.peer().getAddress())),
                    "As digits, without quotes and without blanks; for a name vsftpd needs pasv_addr_resolve=YES.")
                .affecting(Effects.without(facts, transfer)));
  }
}
