package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server calls from another address than it was reached at. */
final class ActiveFromOtherAddress implements Check {
  private static final Kind KIND =
      Kind.of(
          "active-from-other-address",
          "D12",
          Severity.WARNING,
          "in active mode the server calls from another address than the one that was reached",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
        .filter(transfer ->
            transfer.connected() instanceof Connected.Open open
                && !open.remote().getAddress().equals(transfer.peer().getAddress()))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "In active mode the server calls from %s; it was reached at %s. Careful clients refuse that, and so do firewalls with connection tracking."
                        .formatted(
                            Addresses.shown(
                                ((Connected.Open) transfer.connected()).remote().getAddress()),
                            Addresses.shown(transfer.peer().getAddress())))
                .because(Evidence.of(transfer))
                .remedy(
                    "Let the server's outgoing connections leave by the address that clients use (source NAT to it), or bind them to it.")
                .affecting(
                    List.of(
                        new Effect(Client.FILEZILLA, true, "does not look"),
                        new Effect(
                            Client.LFTP,
                            true,
                            "does not look, unless ftp:verify-address yes is set"),
                        new Effect(Client.DOTNET, false, "refuses"),
                        new Effect(
                            Client.JAVA, false, "refuses; setRemoteVerificationEnabled(false)"))));
  }
}
