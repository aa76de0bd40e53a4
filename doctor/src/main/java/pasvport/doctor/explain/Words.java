package pasvport.doctor.explain;

import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Expected;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.site.HostText;

/** An event in a few words, for a line of a story. */
public final class Words {

  private Words() {}

  /** What happened, fit for a terminal. */
  public static String of(Event event) {
    return Shown.text(plain(event));
  }

  private static String plain(Event event) {
    return switch (event) {
      case Packet packet -> packet(packet);
      case Ended ended -> "end of %s: %s".formatted(ended.flow(), ended.reason());
      case Expected expected ->
          "helper %s expects %s".formatted(expected.helper(), expected.flow());
      case Connected connected -> "connected: " + HostText.written(connected.peer().address());
      case LoggedIn login ->
          "login %s%s".formatted(login.success() ? "done" : "refused", inBrackets(login.user()));
      case Said said -> said(said);
      case Transferred moved -> moved(moved);
      case DataOpened opened -> "data connection is there" + port(opened.port());
      case Remarked remark -> remark.text();
      case Left _ -> "control connection closed";
    };
  }

  private static String packet(Packet packet) {
    var words = "%s %s %s".formatted(packet.segment(), packet.flow(), packet.fate());
    var rule = packet.rule().kind() == Rule.Kind.UNNAMED ? "" : " by " + packet.rule();
    return packet.flow().equals(packet.translated())
        ? words + rule
        : words + rule + " as " + packet.translated();
  }

  private static String said(Said said) {
    var command = (said.verb() + " " + said.argument()).strip();
    if (said.code() == 0) {
      return command;
    }
    var reply = (said.code() + " " + said.text()).strip();
    return command.isEmpty() ? reply : command + ": " + reply;
  }

  private static String moved(Transferred moved) {
    return "%s %s %s%s%s"
        .formatted(
            moved.verb(),
            moved.path(),
            moved.complete() ? "complete" : "failed",
            moved.bytes() < 0 ? "" : ", " + moved.bytes() + " bytes",
            port(moved.port()));
  }

  private static String port(int port) {
    return port == 0 ? "" : ", port " + port;
  }

  private static String inBrackets(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }
}
