package pasvport.doctor.finding;

import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Session;
import pasvport.doctor.fact.Times;
import pasvport.doctor.fact.Transfer;

/** Facts as a reader sees them: the raw line, the address, the time. */
final class Evidence {
  private Evidence() {}

  /** How a control connection went. */
  static String connecting(Session session) {
    return "%s to %s: %s"
        .formatted(session.shown(), Addresses.shown(session.peer()), told(session.connected()));
  }

  static String greeting(Session session) {
    return "%s: %s".formatted(session.shown(), session.greeting().shown());
  }

  /** A command and its reply. */
  static String reply(Session session, String command, Heard reply) {
    return "%s: %s -> %s".formatted(session.shown(), command, reply.shown());
  }

  /** A data connection from its command to its end. */
  static String of(Transfer transfer) {
    var text =
        new StringBuilder(
            "session %d: %s -> %s"
                .formatted(transfer.session(), transfer.mode(), transfer.arranged().shown()));
    if (transfer.port().isPresent()) {
      text.append(
          "; data connection to %s:%d %s"
              .formatted(
                  Addresses.shown(transfer.peer().getAddress()),
                  transfer.port().getAsInt(),
                  told(transfer.connected())));
    }
    transfer
        .offered()
        .ifPresent(at ->
            text.append(
                "; listening on %s: %s"
                    .formatted(Addresses.shown(at), called(transfer.connected()))));
    if (!(transfer.secured() instanceof Secured.NotTried)) {
      text.append("; ").append(transfer.secured().shown());
    }
    if (!(transfer.begun() instanceof Heard.NotAsked)) {
      text.append("; ").append(transfer.begun().shown());
    }
    if (!(transfer.finished() instanceof Heard.NotAsked)) {
      text.append("; then ").append(transfer.finished().shown());
    }
    return text.toString();
  }

  static String told(Connected connected) {
    return switch (connected) {
      case Connected.NotTried _ -> "not tried";
      case Connected.Open open -> "open after " + Times.shown(open.took());
      case Connected.Refused(var took) -> "refused after " + Times.shown(took);
      case Connected.Unreachable(var said, var _) -> said;
      case Connected.Silent(var waited) -> "no answer within " + Times.shown(waited);
    };
  }

  private static String called(Connected connected) {
    return switch (connected) {
      case Connected.Open open -> "the server came from " + Addresses.shown(open.remote());
      case Connected.NotTried _, Connected.Refused _, Connected.Unreachable _, Connected.Silent _ ->
          "nobody came";
    };
  }
}
