package pasvport.doctor.finding;

import java.util.List;
import pasvport.doctor.fact.Facts;

/** A test's outcome: the facts, and what they mean. */
public record Diagnosis(Facts facts, List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** What the outcome is, and the exit code that says it. */
  public enum Outcome {
    WORKS(0),
    FAULTS(1),
    WARNINGS(2),
    UNTESTED(3);

    private final int exit;

    Outcome(int exit) {
      this.exit = exit;
    }

    public int exit() {
      return exit;
    }
  }

  public static Diagnosis of(Facts facts) {
    return new Diagnosis(facts, Catalogue.examine(facts));
  }

  public Outcome outcome() {
    var worst = findings.stream().map(Finding::severity).min(Enum::compareTo).orElse(Severity.NOTE);
    return switch (worst) {
      case FAULT -> Outcome.FAULTS;
      case UNTESTED -> Outcome.UNTESTED;
      case WARNING -> Outcome.WARNINGS;
      case NOTE -> Outcome.WORKS;
    };
  }

  /** The outcome in a sentence. */
  public String headline() {
    return switch (outcome()) {
      case WORKS -> facts.target() + " works.";
      case FAULTS -> facts.target() + " does not work as it should.";
      case WARNINGS -> facts.target() + " works, but not for everyone or not for long.";
      case UNTESTED -> facts.target() + " could not be tested.";
    };
  }

  /** The ways that were tried. */
  public List<Way> ways() {
    return Way.all(facts).stream().filter(way -> way.state() != Way.State.UNTRIED).toList();
  }
}
