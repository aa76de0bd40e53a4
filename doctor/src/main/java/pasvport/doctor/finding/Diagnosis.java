package pasvport.doctor.finding;

import java.util.List;
import pasvport.doctor.fact.Facts;

/** What a test showed: the facts, and what they mean. */
public record Diagnosis(Facts facts, List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  public static Diagnosis of(Facts facts) {
    return new Diagnosis(facts, Catalogue.examine(facts));
  }

  /** The ways that were tried. */
  public List<Way> ways() {
    return Way.all(facts).stream().filter(way -> way.state() != Way.State.UNTRIED).toList();
  }
}
