package pasvport.doctor.explain.join;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Peer;

/**
 * What firewalls' logs tell without a server's: which SYNs to ports from 1024 on were refused, of
 * which some may have been data connections.
 */
final class FirewallsAlone {

  private static final int FIRST_DATA_PORT = 1024;

  /** A scan has thousands; the first of them are enough to see it. */
  private static final int MOST = 100;

  private record Key(Endpoint from, Endpoint to) {}

  private FirewallsAlone() {}

  static List<Story> stories(List<Entry> firewalls, Rules rules) {
    Map<Key, List<Entry>> refused = new LinkedHashMap<>();
    for (var entry : firewalls) {
      if (entry.event() instanceof Packet packet
          && packet.segment() == Segment.SYN
          && packet.fate().isRefusal()
          && packet.flow().to().port() >= FIRST_DATA_PORT
          && refused.size() < MOST) {
        refused
            .computeIfAbsent(
                new Key(packet.flow().from(), packet.flow().to()), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    return refused.values().stream().map(entries -> story(entries, rules)).toList();
  }

  private static Story story(List<Entry> entries, Rules rules) {
    if (!(entries.getFirst().event() instanceof Packet packet)) {
      throw new IllegalStateException("not a packet: " + entries.getFirst());
    }
    var sentences = new ArrayList<String>();
    sentences.add(
        "The SYN %s was %s by %s.".formatted(packet.flow(), packet.fate(), packet.rule()));
    rules.find(packet.rule()).ifPresent(text -> sentences.add(text.toString()));
    sentences.add("Whether a server had announced that port, only its log can say.");
    var from = packet.flow().from();
    return new Story(
        new Peer(from.address(), from.port(), ""),
        Mode.UNKNOWN,
        "",
        packet.flow().to().toString(),
        new Verdict(
            Outcome.BLOCKED,
            Certainty.LIKELY,
            sentences,
            List.of("Give the FTP server's log as well.")),
        entries);
  }
}
