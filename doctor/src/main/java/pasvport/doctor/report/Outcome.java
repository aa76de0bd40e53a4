package pasvport.doctor.report;

import java.util.List;
import java.util.Locale;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Severity;

/** What findings come to, and the exit code that says it. */
public enum Outcome {
  WORKS(0),
  FAULTS(1),
  WARNINGS(2),
  UNTESTED(3);

  private final int exit;

  Outcome(int exit) {
    this.exit = exit;
  }

  static Outcome of(List<Finding> findings) {
    var worst = findings.stream().map(Finding::severity).min(Enum::compareTo).orElse(Severity.NOTE);
    return switch (worst) {
      case FAULT -> FAULTS;
      case UNTESTED -> UNTESTED;
      case WARNING -> WARNINGS;
      case NOTE -> WORKS;
    };
  }

  public int exit() {
    return exit;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
