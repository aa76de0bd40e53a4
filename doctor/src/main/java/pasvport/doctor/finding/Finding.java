package pasvport.doctor.finding;

import java.util.List;
import java.util.stream.Stream;
import pasvport.doctor.fact.Harmless;

/**
 * One thing that facts show.
 *
 * <p>All of it is made harmless, because servers have a part in it.
 *
 * @param verdict what is so, in one or two sentences with the reader's own addresses and ports
 * @param evidence what shows it, one observation each
 * @param remedy what to do, one step each; configuration and commands stand on lines of their own
 * @param effects what it does to clients
 */
public record Finding(
    Kind kind,
    Severity severity,
    Certainty certainty,
    String verdict,
    List<String> evidence,
    List<String> remedy,
    List<Effect> effects) {

  /** More than these repeat themselves. */
  private static final int MOST_EVIDENCE = 6;

  public Finding {
    verdict = Harmless.inShort(verdict);
    evidence = evidence.stream().map(Harmless::inShort).toList();
    remedy = remedy.stream().map(Harmless::of).toList();
    effects = List.copyOf(effects);
  }

  public String id() {
    return kind.id();
  }

  Finding as(Severity other) {
    return new Finding(kind, other, certainty, verdict, evidence, remedy, effects);
  }

  /** With more that shows it. */
  public Finding because(String... shown) {
    return because(Stream.of(shown));
  }

  /** With more that shows it. */
  public Finding because(Stream<String> shown) {
    var all = Stream.concat(evidence.stream(), shown).distinct().limit(MOST_EVIDENCE).toList();
    return new Finding(kind, severity, certainty, verdict, all, remedy, effects);
  }

  /** With more to do. */
  public Finding remedy(String... steps) {
    return remedy(List.of(steps));
  }

  /** With more to do. */
  public Finding remedy(List<String> steps) {
    var all = Stream.concat(remedy.stream(), steps.stream()).toList();
    return new Finding(kind, severity, certainty, verdict, evidence, all, effects);
  }

  Finding affecting(List<Effect> clients) {
    return new Finding(kind, severity, certainty, verdict, evidence, remedy, clients);
  }
}
