package pasvport.doctor.explain.join;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.OfFirewall;
import pasvport.doctor.explain.Event.OfServer;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;

/** Joins what firewalls and servers logged to one story for each data connection. */
public final class Explainer {

  /** The control connection's SYN may be logged a second before or behind the server's word. */
  private static final Duration CONTROL = Duration.ofSeconds(5);

  private final Rules rules;
  private final Instant since;

  /**
   * @param since data connections that ended before are left out
   */
  public Explainer(Rules rules, Instant since) {
    this.rules = rules;
    this.since = since;
  }

  /** The stories that these entries tell, in any order given. */
  public Explanation explain(List<Entry> servers, List<Entry> firewalls) {
    var all = new ArrayList<>(servers);
    all.addAll(firewalls);
    var clocks = Clocks.of(all);
    var behind = clocks.stream().collect(Collectors.toMap(Clock::source, Clock::behind));
    var aligned = aligned(servers, behind).toList();
    var seen = aligned(firewalls, behind).map(this::settled).toList();
    Set<LogFormat> formats = EnumSet.noneOf(LogFormat.class);
    all.forEach(entry -> formats.add(entry.format()));
    var now =
        Stream.concat(aligned.stream(), seen.stream())
            .map(entry -> entry.stamp().at())
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    var sessions = Sessions.of(aligned);
    var announced = announced(aligned);
    var stories =
        sessions.stream()
            .flatMap(session -> stories(session, seen, announced, formats, now))
            .sorted(Comparator.comparing(story -> story.entries().getFirst().stamp().at()))
            .toList();
    return new Explanation(
        stories.isEmpty() ? FirewallsAlone.stories(seen, rules) : stories, clocks);
  }

  private static Stream<Entry> aligned(List<Entry> entries, Map<String, Duration> behind) {
    return entries.stream()
        .map(entry -> entry.shifted(behind.getOrDefault(entry.origin().source(), Duration.ZERO)))
        .sorted(Comparator.comparing(entry -> entry.stamp().at()));
  }

  private Entry settled(Entry entry) {
    return entry.event() instanceof Packet packet
        ? new Entry(entry.stamp(), entry.origin(), entry.format(), rules.settled(packet))
        : entry;
  }

  private Stream<Story> stories(
      Session session,
      List<Entry> firewalls,
      Set<Integer> announced,
      Set<LogFormat> formats,
      Instant now) {
    var prelude = prelude(session, firewalls);
    return DataConnections.of(session, now).stream()
        .filter(data -> !data.end().isBefore(since))
        .map(data -> {
          var evidence = Evidence.of(data, announced, firewalls);
          var verdict = new Judge(data, evidence, rules, formats).verdict();
          return new Story(
              data.client(),
              data.announced().mode(),
              data.request(),
              target(data),
              verdict,
              Sequence.ordered(
                  Stream.of(
                          prelude.stream(),
                          data.entries().stream(),
                          evidence.matching().stream(),
                          verdict.outcome().isFine()
                              ? Stream.<Entry>empty()
                              : evidence.strays().stream())
                      .flatMap(entries -> entries)));
        });
  }

  /** Every port that was announced to anybody. */
  private static Set<Integer> announced(List<Entry> servers) {
    return servers.stream()
        .flatMap(entry ->
            entry.event() instanceof Said said ? Announced.in(said).stream() : Stream.empty())
        .map(Announced::port)
        .collect(Collectors.toSet());
  }

  /** How the control connection came to be: at the firewalls, then at the server. */
  private static List<Entry> prelude(Session session, List<Entry> firewalls) {
    var own =
        session.entries().stream()
            .takeWhile(
                entry -> entry.event() instanceof OfServer event && !(event instanceof Transferred))
            .filter(
                entry -> entry.event() instanceof Connected || entry.event() instanceof LoggedIn)
            .toList();
    if (own.isEmpty()) {
      return List.of();
    }
    var at = own.getFirst().stamp().at();
    var packets =
        firewalls.stream()
            .filter(entry ->
                Duration.between(entry.stamp().at(), at).abs().compareTo(CONTROL) <= 0
                    && entry.event() instanceof OfFirewall event
                    && event.flow().from().address().equals(session.client().address())
                    && (session.client().port() == 0
                        || session.client().port() == event.flow().from().port())
                    && ControlPorts.isOne(event.flow().to().port()))
            .min(Comparator.comparing(entry -> Duration.between(entry.stamp().at(), at).abs()))
            .stream();
    return Stream.concat(packets, own.stream()).toList();
  }

  private static String target(DataConnection data) {
    var port = data.announced().port();
    var address = data.announcedAddress();
    if (port == 0) {
      return "";
    }
    return address.map(host -> new Endpoint(host, port).toString()).orElseGet(() -> "port " + port);
  }
}
