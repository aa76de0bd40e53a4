package pasvport.app;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which part of a verb's output the lab shows. */
final class LabText {
  /** Where {@link TestText} begins what stands below a finding's explanation. */
  private static final Pattern BELOW = Pattern.compile(" {2}(seen|do|clients) .*");

  private static final Pattern INDENTED = Pattern.compile(" {10}.*");

  /** Where {@link PlanText} goes on with what is no matter of the firewall or the server. */
  private static final String CLIENTS = "At the clients";

  private LabText() {}

  static String whole(String text) {
    return text;
  }

  /** Of a test: the verdict and each finding, without evidence and remedy. */
  static String verdict(String text) {
    var shown = new StringBuilder();
    var below = false;
    for (var line : text.lines().toList()) {
      below = BELOW.matcher(line).matches() || (below && INDENTED.matcher(line).matches());
      if (!below) {
        shown.append(line).append('\n');
      }
    }
    return shown.toString();
  }

  /** Of a plan: what is let through, translated and changed. */
  static String openings(String text) {
    return text.lines()
        .takeWhile(line -> !line.startsWith(CLIENTS))
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }
}
