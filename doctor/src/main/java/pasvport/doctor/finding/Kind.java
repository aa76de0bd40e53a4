package pasvport.doctor.finding;

import java.util.List;

/**
 * One kind of finding, as the catalogue lists it.
 *
 * @param id stable, for programs and tickets
 * @param modes the failure modes that it tells, by the numbers in docs/doctor.md
 * @param severity what it usually means
 * @param certainties how sure it can be from one vantage point
 * @param meaning a sentence
 */
public record Kind(
    String id, String modes, Severity severity, List<Certainty> certainties, String meaning) {
  public Kind {
    certainties = List.copyOf(certainties);
  }

  /** A kind of this meaning. */
  public static Kind of(
      String id, String modes, Severity severity, String meaning, Certainty... certainties) {
    return new Kind(id, modes, severity, List.of(certainties), meaning);
  }

  /** A finding of this kind, without evidence yet. */
  public Finding finding(Certainty certainty, String verdict) {
    if (!certainties.contains(certainty)) {
      throw new IllegalArgumentException(id + " is never " + certainty);
    }
    return new Finding(this, severity, certainty, verdict, List.of(), List.of(), List.of());
  }
}
