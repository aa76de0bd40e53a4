package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** The server encrypts the control connection and not data. */
final class ProtPRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "prot-p-refused",
          "E4",
          Severity.WARNING,
          "the server refuses PROT P: data is never encrypted",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.protect().refused())
        .filter(session ->
            facts
                .transfers(
                    transfer -> transfer.session() == session.number() && !transfer.encrypted())
                .findAny()
                .isEmpty())
        .filter(_ -> facts.transfers(Transfer::encrypted).findAny().isEmpty())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server encrypts the control connection and refuses to encrypt data: %s"
                        .formatted(session.protect().shown()))
                .because(Evidence.reply(session, "PROT P", session.protect()))
                .remedy(
                    "Allow PROT P in the server: IIS dataChannelPolicy SslAllow; and send PBSZ 0 before it.")
                .affecting(
                    List.of(
                        new Effect(Client.FILEZILLA, false, "ends the session"),
                        new Effect(Client.WINSCP, false, "ends the session"),
                        new Effect(
                            Client.CURL, false, "fails with --ssl-reqd; --ftp-ssl-control works"),
                        new Effect(Client.LFTP, true, "goes on with data in clear"),
                        new Effect(Client.PYTHON, true, "works without prot_p()"),
                        new Effect(Client.JAVA, true, "works without execPROT(\"P\")"))));
  }
}
