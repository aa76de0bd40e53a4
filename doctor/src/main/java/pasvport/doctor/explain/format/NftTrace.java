package pasvport.doctor.explain.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;
import pasvport.doctor.explain.Stamp;

/**
 * The walk of packets through the rules, as {@code nft monitor trace} tells it. The lines have no
 * time; they are as old as the file, or as the moment in which they are read.
 *
 * <p>A packet is told once when it is first seen, and once more if a rule or a policy refuses it:
 * that a chain accepts it decides nothing, since another may come.
 */
final class NftTrace implements Format {

  /** Packets whose walk may be going on at a time; the oldest is given up. */
  private static final int MOST_PACKETS = 4096;

  private static final Pattern LINE =
      Pattern.compile(
          "trace id ([0-9a-f]{1,16}) (\\S+ \\S+ \\S+) (packet: |rule |verdict |policy )(.*)");

  private static final Pattern ADDRESSES =
      Pattern.compile(".*?ip6? saddr (\\S+) ip6? daddr (\\S+) .*");

  private static final Pattern PORTS =
      Pattern.compile(".*?tcp sport (\\d+) tcp dport (\\d+) tcp flags (?:== )?([a-z |]+).*");

  private static final Pattern VERDICT = Pattern.compile("(.*) \\(verdict (\\w+).*\\)");

  private final Map<String, Seen> packets =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MOST_PACKETS;
        }
      };

  private record Seen(Flow flow, Segment segment) {}

  @Override
  public LogFormat format() {
    return LogFormat.NFT_TRACE;
  }

  @Override
  public Reading read(Line line) {
    var found = line.text().startsWith("trace id ") ? LINE.matcher(line.text()) : null;
    if (found == null || !found.matches()) {
      return Reading.FOREIGN;
    }
    var stamp = line.times().untimed();
    var id = found.group(1);
    var text = found.group(4);
    if (found.group(3).equals("packet: ")) {
      return packet(id, text)
          .<Reading>map(seen -> told(stamp, seen, Fate.UNSAID, Rule.UNNAMED))
          .orElse(Reading.QUIET);
    }
    var seen = packets.get(id);
    if (seen == null) {
      return Reading.QUIET;
    }
    var rule = VERDICT.matcher(text);
    if (found.group(3).equals("rule ") && rule.matches()) {
      var fate = fate(rule.group(1), rule.group(2));
      return fate.isRefusal()
          ? told(stamp, seen, fate, new Rule(Rule.Kind.TEXT, rule.group(1)))
          : Reading.QUIET;
    }
    return found.group(3).equals("policy ") && text.startsWith("drop")
        ? told(
            stamp,
            seen,
            Fate.DROPPED,
            new Rule(Rule.Kind.TEXT, "policy drop of chain " + found.group(2)))
        : Reading.QUIET;
  }

  /** To reject is to answer and to drop, and the verdict says the latter. */
  private static Fate fate(String rule, String verdict) {
    if (!verdict.equals("drop")) {
      return Fate.ACCEPTED;
    }
    return Fates.of(rule) == Fate.REJECTED ? Fate.REJECTED : Fate.DROPPED;
  }

  /** The packet, if it is TCP and was not told yet. */
  private Optional<Seen> packet(String id, String text) {
    if (packets.containsKey(id)) {
      return Optional.empty();
    }
    var addresses = ADDRESSES.matcher(text);
    var ports = PORTS.matcher(text);
    if (!addresses.matches() || !ports.matches()) {
      return Optional.empty();
    }
    var from = Addresses.endpoint(addresses.group(1), ports.group(1));
    var to = Addresses.endpoint(addresses.group(2), ports.group(2));
    var flags = ports.group(3);
    var segment =
        Segments.of(
            flags.contains("syn"),
            flags.contains("ack"),
            flags.contains("rst"),
            flags.contains("fin"));
    var seen = from.flatMap(one -> to.map(other -> new Seen(new Flow(one, other), segment)));
    seen.ifPresent(one -> packets.put(id, one));
    return seen;
  }

  private static Reading told(Stamp stamp, Seen seen, Fate fate, Rule rule) {
    return new Reading.Told(
        stamp, new Packet(seen.flow(), seen.flow(), seen.segment(), fate, rule));
  }
}
