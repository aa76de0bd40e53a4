package pasvport.doctor.explain.format;

import java.util.Map;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;

/** ulogd's JSON output: one object a packet, with {@code src_ip}, {@code dest_port} and so on. */
final class UlogdJson implements Format {

  private static final String TCP = "6";

  @Override
  public LogFormat format() {
    return LogFormat.ULOGD_JSON;
  }

  @Override
  public Reading read(Line line) {
    var values = JsonLine.values(line.text());
    if (values.isEmpty() || !values.get().containsKey("ip.protocol")) {
      return Reading.FOREIGN;
    }
    var packet = values.get();
    var stamp = line.times().iso(packet.getOrDefault("timestamp", ""));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    var from = Addresses.endpoint(text(packet, "src_ip"), text(packet, "src_port"));
    var to = Addresses.endpoint(text(packet, "dest_ip"), text(packet, "dest_port"));
    if (!text(packet, "ip.protocol").equals(TCP) || from.isEmpty() || to.isEmpty()) {
      return Reading.QUIET;
    }
    var flow = new Flow(from.get(), to.get());
    var prefix = text(packet, "oob.prefix").strip();
    return new Reading.Told(
        stamp.get(),
        new Packet(
            flow,
            flow,
            Segments.of(
                flag(packet, "syn"), flag(packet, "ack"), flag(packet, "rst"), flag(packet, "fin")),
            fate(packet, prefix),
            prefix.isEmpty() ? Rule.UNNAMED : new Rule(Rule.Kind.LOG_PREFIX, prefix)));
  }

  /** The action stands there if a label was given to the rule; it is 0 for blocked. */
  private static Fate fate(Map<String, String> packet, String prefix) {
    var fate = Fates.of(prefix);
    return fate == Fate.UNSAID && packet.containsKey("action")
        ? Fates.of(text(packet, "action"))
        : fate;
  }

  private static boolean flag(Map<String, String> packet, String name) {
    var value = text(packet, "tcp." + name);
    return value.equals("1") || value.equals("true");
  }

  private static String text(Map<String, String> packet, String name) {
    return packet.getOrDefault(name, "");
  }
}
