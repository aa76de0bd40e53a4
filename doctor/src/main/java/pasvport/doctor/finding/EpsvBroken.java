package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** EPSV is accepted and leads nowhere, while PASV works. */
final class EpsvBroken implements Check {
  private static final Kind KIND =
      Kind.of(
          "epsv-broken",
          "C24",
          Severity.WARNING,
          "EPSV is accepted and its data connection fails, while PASV works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Lanes.byMode(facts, Mode.PASV, Mode.EPSV)
        ? Seen.by(facts, Mode.EPSV)
            .filter(transfer -> transfer.connected().failed())
            .findFirst()
            .map(transfer ->
                KIND.finding(
                        Certainty.PROVED,
                        "Data connections work after PASV and fail after EPSV: a helper or proxy on the way opens ports for the one and does not know the other.")
                    .because(
                        Seen.by(facts, Mode.EPSV)
                            .filter(each -> each.connected().failed())
                            .map(Evidence::of))
                    .because(Evidence.of(transfer))
                    .remedy(
                        "Give the server a fixed range and open it; then no helper is needed. Or let clients use PASV.")
                    .remedy(Ports.of(Seen.by(facts, Mode.EPSV)).opening(facts))
                    .affecting(
                        List.of(
                            new Effect(Client.FILEZILLA, true, "asks for PASV over IPv4"),
                            new Effect(Client.WINSCP, true, "asks for PASV over IPv4"),
                            new Effect(
                                Client.CURL,
                                false,
                                "waits for minutes before it asks for PASV; --disable-epsv"),
                            new Effect(
                                Client.LFTP, true, "asks for PASV unless ftp:prefer-epsv is set"),
                            new Effect(Client.WINDOWS_FTP, true, "knows no passive mode"),
                            new Effect(Client.PYTHON, true, "asks for PASV over IPv4"),
                            new Effect(Client.DOTNET, true, "asks for PASV over IPv4"),
                            new Effect(Client.JAVA, true, "asks for PASV over IPv4"))))
        : Optional.empty();
  }
}
