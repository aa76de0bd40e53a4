package pasvport.app;

import static pasvport.app.TestPage.escaped;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.ends.Comparison;
import pasvport.doctor.ends.Comparison.Change;
import pasvport.doctor.ends.Comparison.Outcome;
import pasvport.doctor.ends.RangeMap;
import pasvport.doctor.ends.RangeMap.State;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.report.Shape;
import pasvport.site.PortRange;

/** The part of a report's page that only a test with both ends has. */
final class TestPageEnds {
  static final String STYLE =
      """
      .bar { display: flex; gap: 2px; list-style: none; padding: 0; margin: .4rem 0 .6rem; }
      .bar li { min-width: .4rem; flex-basis: 0; height: 1.4rem; border-radius: .2rem; background: currentColor; }
      .wrong { color: var(--warn); } .unknown { color: var(--unknown); }
      section { margin-top: 2.2rem; } .ends td:first-child { white-space: nowrap; } .ends code { display: block; }
      dl { margin: .3rem 0; } dt { font-weight: 600; margin-top: .6rem; } dd { margin: 0; } dd code { display: block; padding-left: 1rem; }
      .state { font-weight: 600; white-space: nowrap; }
      """;

  private TestPageEnds() {}

  static String of(TwoSided both) {
    return """
    <section id="both-ends">
    <h2>Seen from both ends</h2>
    %s%s%s%s%s%s</section>\
    """
        .formatted(
            paragraphs("", both.place()),
            range(both),
            both.comparison().map(TestPageEnds::comparison).orElse(""),
            paragraphs("faint", both.notes()),
            story(both.story()),
            listening(both.view().list("listening").toList()));
  }

  private static String paragraphs(String kind, List<String> lines) {
    return lines.stream()
        .map(line ->
            "<p%s>%s</p>\n"
                .formatted(kind.isEmpty() ? "" : " class=\"%s\"".formatted(kind), escaped(line)))
        .collect(Collectors.joining());
  }

  private static String range(TwoSided both) {
    var stretches = both.map().stretches();
    return stretches.isEmpty()
        ? ""
        : stretches.stream()
                .map(stretch ->
                    "<li class=\"%s\" style=\"flex-grow: %d\" title=\"%s\"></li>\n"
                        .formatted(colour(stretch.state()), stretch.tried(), stretch))
                .collect(
                    Collectors.joining(
                        "",
                        "<h3>Passive range</h3>\n<ol class=\"bar\" aria-hidden=\"true\">\n",
                        "</ol>\n"))
            + stretches.stream()
                .map(stretch ->
                    "<tr><td>%s</td><td class=\"state %s\">%s</td><td>%s</td></tr>\n"
                        .formatted(
                            stretch.ports(),
                            colour(stretch.state()),
                            stretch.state(),
                            both.needs(stretch).stream()
                                .map(need -> need(need, stretch))
                                .collect(Collectors.joining())))
                .collect(
                    Collectors.joining(
                        "",
                        "<table class=\"ends\">\n<tr><th>ports</th><th>from outside</th><th>the host’s own firewall</th></tr>\n",
                        "</table>\n"));
  }

  /** Its ports, where they are not all of the stretch. */
  private static String need(TwoSided.Need need, RangeMap.Stretch stretch) {
    PortRange ports = need.ports();
    boolean all = ports.first() <= stretch.first() && ports.last() >= stretch.last();
    return "%s%s%s"
        .formatted(
            all ? "" : ports + " ",
            need.words(),
            need.isOpen()
                ? "<br>"
                : need.by().stream()
                    .map(rule -> "<code>" + escaped(rule) + "</code>")
                    .collect(Collectors.joining()));
  }

  private static String colour(State state) {
    return switch (state) {
      case OPEN -> "good";
      case SHIFTED, INTERCEPTED -> "wrong";
      case REFUSED, UNREACHABLE, DROPPED -> "bad";
      case TAKEN -> "unknown";
    };
  }

  /** The scenes that went wrong, each with what shows it, and then those that did not. */
  private static String comparison(Comparison comparison) {
    var outcomes = comparison.outcomes();
    var same =
        outcomes.stream()
            .filter(Outcome::same)
            .map(outcome -> outcome.scene().toString())
            .collect(Collectors.joining(", "));
    return Stream.concat(
            outcomes.stream()
                .filter(outcome -> !outcome.same())
                .map(outcome -> entry("bad", outcome.scene().toString(), changes(outcome))),
            same.isEmpty() ? Stream.of() : Stream.of(entry("good", "the same at both ends", same)))
        .collect(
            Collectors.joining("", "<h3>What was sent, and what came</h3>\n<dl>\n", "</dl>\n"));
  }

  private static String entry(String colour, String term, String text) {
    return "<dt class=\"%s\">%s</dt>\n<dd>%s</dd>\n".formatted(colour, term, text);
  }

  private static String changes(Outcome outcome) {
    return Stream.of(
            outcome.command().stream().map(change -> change("the client said", change)),
            outcome.answer().stream().map(change -> change("the server said", change)),
            said(!outcome.dataSame(), "data came otherwise than it was sent"),
            said(!outcome.certificateSame(), "another certificate came than the server’s"),
            said(!outcome.inOrder(), "the client’s session ended: " + escaped(outcome.end())))
        .flatMap(each -> each)
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> said(boolean so, String text) {
    return so ? Stream.of(text) : Stream.of();
  }

  private static String change(String who, Change change) {
    return who
        + " <code>%s</code>".formatted(escaped(change.sent()))
        + (change.lost()
            ? "and that never came; "
            : "and what came was <code>%s</code>".formatted(escaped(change.received())));
  }

  private static String story(List<String> story) {
    return story.isEmpty()
        ? ""
        : "<h3>What the logs there say</h3>\n<pre>%s</pre>\n"
            .formatted(escaped(String.join("\n", story)));
  }

  private static String listening(List<Shape> listening) {
    return listening.isEmpty()
        ? ""
        : listening.stream()
            .map(each ->
                "<tr><td>%s</td><td>%s</td></tr>\n"
                    .formatted(escaped(each.text("at")), escaped(each.text("program"))))
            .collect(
                Collectors.joining(
                    "",
                    "<details>\n<summary>Who listens there</summary>\n<table>\n<tr><th>at</th><th>program</th></tr>\n",
                    "</table>\n</details>\n"));
  }
}
