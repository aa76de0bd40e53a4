package pasvport.doctor.explain.format;

import java.util.Locale;
import java.util.Map;
import pasvport.doctor.explain.Event.End;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;
import pasvport.doctor.explain.Stamp;

/**
 * pfirewall.log of Windows: a W3C head, local time, and the words of "Interpreting the Windows
 * Firewall log" (OPEN, OPEN-INBOUND, CLOSE, DROP; since Windows 7 ALLOW instead of OPEN).
 */
final class WindowsFirewall implements Format {

  private final W3c head = new W3c();

  @Override
  public LogFormat format() {
    return LogFormat.WINDOWS_FIREWALL;
  }

  @Override
  public Reading read(Line line) {
    if (head.takes(line.text())) {
      return head.has("src-ip") ? Reading.QUIET : Reading.FOREIGN;
    }
    if (!head.has("src-ip") || !head.has("action")) {
      return Reading.FOREIGN;
    }
    return head.row(line.text()).map(row -> read(row, line.times())).orElse(Reading.FOREIGN);
  }

  private static Reading read(Map<String, String> row, Times times) {
    var stamp = times.iso(row.getOrDefault("date", "") + " " + row.getOrDefault("time", ""));
    var from = Addresses.endpoint(text(row, "src-ip"), text(row, "src-port"));
    var to = Addresses.endpoint(text(row, "dst-ip"), text(row, "dst-port"));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    if (!text(row, "protocol").equals("TCP") || from.isEmpty() || to.isEmpty()) {
      return Reading.QUIET;
    }
    var flow = new Flow(from.get(), to.get());
    return switch (text(row, "action").toUpperCase(Locale.ROOT)) {
      case "DROP" -> told(stamp.get(), flow, dropped(text(row, "tcpflags")), Fate.DROPPED);
      case "ALLOW", "OPEN", "OPEN-INBOUND" -> told(stamp.get(), flow, Segment.SYN, Fate.ACCEPTED);
      case "CLOSE" -> new Reading.Told(stamp.get(), new Ended(flow, flow, End.CLOSED, "CLOSE"));
      default -> Reading.QUIET;
    };
  }

  private static Segment dropped(String flags) {
    return flags.isEmpty() ? Segment.SYN : Segments.ofLetters(flags);
  }

  private static Reading told(Stamp stamp, Flow flow, Segment segment, Fate fate) {
    return new Reading.Told(stamp, new Packet(flow, flow, segment, fate, Rule.UNNAMED));
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }
}
