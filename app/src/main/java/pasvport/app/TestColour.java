package pasvport.app;

import java.io.Console;
import java.util.Optional;
import pasvport.doctor.finding.Severity;

/** Colours for a terminal (ECMA-48), or none. */
record TestColour(boolean on) {

  /** Where standard output is a terminal and nobody has forbidden it (no-color.org). */
  static TestColour where(boolean allowed) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new TestColour(allowed && terminal && System.getenv("NO_COLOR") == null);
  }

  String of(Severity severity, String text) {
    return switch (severity) {
      case FAULT -> red(text);
      case UNTESTED, WARNING -> paint("33;1", text);
      case NOTE -> paint("36", text);
    };
  }

  String red(String text) {
    return paint("31;1", text);
  }

  String green(String text) {
    return paint("32;1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
