package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server has no passive port left. */
final class PassiveExhausted implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-exhausted",
          "C4, C26",
          Severity.FAULT,
          "the server has no passive port left",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.saying(
            facts,
            "reserved TCP ports are busy",
            "Cannot prepare for data connection",
            "vsf_sysutil_bind",
            "Can't open passive connection",
            "Could not create socket",
            "Unable to bind data socket",
            "cannot find an available passive port")
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server can open no port for passive mode: its range is too small for the transfers of four minutes, in which each port stays in use, or the system does not let it listen there.")
                .because(Evidence.of(transfer))
                .remedy(
                    Settings.range(facts.product(), 50_000, 50_999),
                    "If hardly anybody uses it: ss -ltnp on the server shows what holds the ports; with SELinux, ausearch -m avc -ts recent shows whether they are forbidden, and ftpd_selinux(8) what allows them.",
                    "Or let pasvport stand before it: there ten ports serve thousands.")
                .affecting(Effects.without(facts, transfer)));
  }
}
