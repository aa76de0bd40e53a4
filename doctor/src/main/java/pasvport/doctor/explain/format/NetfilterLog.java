package pasvport.doctor.explain.format;

import java.util.List;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;

/**
 * Packets that a LOG rule of netfilter saw: the kernel's own line (net/netfilter/nf_log_syslog.c),
 * ulogd's LOGEMU, which writes the same, and UFW, whose rules have prefixes that tell what follows.
 */
final class NetfilterLog implements Format {

  private static final Pattern PACKET =
      Pattern.compile("(.{0,128}?)\\bIN=(\\S*) OUT=(\\S*).*? SRC=(\\S+) DST=(\\S+) (.*)");

  private static final Pattern TCP = Pattern.compile(".*?PROTO=TCP SPT=(\\d+) DPT=(\\d+)(.*)");

  @Override
  public LogFormat format() {
    return LogFormat.NETFILTER;
  }

  @Override
  public Reading read(Line line) {
    if (!line.text().contains("IN=") || line.envelope().isEmpty()) {
      return Reading.FOREIGN;
    }
    var envelope = line.envelope().get();
    var packet = PACKET.matcher(envelope.message());
    if (!packet.matches()) {
      return Reading.FOREIGN;
    }
    // Behind the bracket stands the packet that an ICMP error is about.
    var rest = packet.group(6);
    var inner = rest.indexOf('[');
    var tcp = TCP.matcher(inner < 0 ? rest : rest.substring(0, inner));
    if (!tcp.matches()) {
      return Reading.QUIET;
    }
    var from = Addresses.endpoint(packet.group(4), tcp.group(1));
    var to = Addresses.endpoint(packet.group(5), tcp.group(2));
    if (from.isEmpty() || to.isEmpty()) {
      return Reading.FOREIGN;
    }
    var flow = new Flow(from.get(), to.get());
    var prefix = prefix(envelope, packet.group(1));
    return new Reading.Told(
        envelope.stamp(),
        new Packet(flow, flow, segment(tcp.group(3)), Fates.of(prefix), rule(prefix)));
  }

  /** A prefix with a colon looks like a program's name in the file of ulogd. */
  private static String prefix(Envelope envelope, String before) {
    return envelope.program().isEmpty() || envelope.program().equals("kernel")
        ? before
        : envelope.program() + ": " + before;
  }

  private static Rule rule(String prefix) {
    var name = prefix.strip();
    return name.isEmpty() ? Rule.UNNAMED : new Rule(Rule.Kind.LOG_PREFIX, name);
  }

  private static Segment segment(String rest) {
    var flags = List.of(rest.strip().split(" +"));
    return Segments.of(
        flags.contains("SYN"), flags.contains("ACK"), flags.contains("RST"), flags.contains("FIN"));
  }
}
