package pasvport.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.fact.Line;
import pasvport.doctor.fact.Times;
import pasvport.doctor.finding.Effect;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Way;
import pasvport.doctor.report.Report;

/** A test's outcome as one page of HTML that loads nothing. */
final class TestPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ground: #fff; --text: #1c2430; --faint: #5b6675; --line: #d7dde5;
        --good: #1a7f37; --bad: #c62828; --unknown: #8a93a0; --warn: #9a6700; --note: #1565a9; --box: #f4f6f9; }
      @media (prefers-color-scheme: dark) { :root { --ground: #14181f; --text: #e4e8ee; --faint: #98a3b3;
        --line: #333b47; --good: #4cc26b; --bad: #ff7b72; --unknown: #77808d; --warn: #e0a82e; --note: #6cb6ff; --box: #1c222b; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 56rem; background: var(--ground); color: var(--text);
        font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.05rem; margin: 0; } h3 { font-size: .85rem; color: var(--faint); margin: 1rem 0 .25rem; }
      p { margin: .4rem 0; } .faint { color: var(--faint); font-size: .9rem; }
      .works, .good { color: var(--good); } .faults, .fault, .bad { color: var(--bad); }
      .warnings, .warning, .untested { color: var(--warn); } .note { color: var(--note); }
      svg { width: 100%; height: auto; margin: 1rem 0; display: block; }
      article { border: 1px solid var(--line); border-left: .3rem solid currentColor; border-radius: .4rem; padding: .8rem 1rem;
        margin: 1rem 0; }
      article > * { color: var(--text); } article h2, article .badge { color: inherit; }
      .badge { font-size: .8rem; font-weight: 600; text-transform: uppercase; letter-spacing: .04em; }
      code, pre, li.raw { font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
      pre { background: var(--box); padding: .6rem .8rem; border-radius: .3rem; overflow-x: auto; white-space: pre-wrap; margin: .3rem 0; }
      ul { margin: .2rem 0; padding-left: 1.2rem; }
      table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; padding: .3rem .6rem .3rem 0;
        border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } th { font-weight: 600; color: var(--faint); }
      td:nth-child(2) { white-space: nowrap; }
      summary { cursor: pointer; margin: .6rem 0; }
      @media (max-width: 30rem) { svg text { font-size: 17px; } svg .small { font-size: 15px; } svg .wide { display: none; } }
      """;

  private TestPage() {}

  static String of(Report report, Optional<TwoSided> both) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s</title>
    <style>
    %2$s</style>
    </head>
    <body>
    <h1 class="%3$s">%1$s</h1>
    <p class="faint">Tested by pasvport %4$s, %5$s, server %6$s.</p>
    %7$s
    %8$s
    %9$s
    %11$s
    <details>
    <summary>All that was said and done</summary>
    <pre>%10$s</pre>
    </details>
    </body>
    </html>
    """
        .formatted(
            escaped(report.headline()),
            STYLE + TestPageEnds.STYLE,
            report.outcome(),
            report.began().toString().substring(0, 16).replace('T', ' ') + " UTC",
            Times.shown(report.took()),
            escaped(report.server()),
            TestPath.of(report, both),
            report.findings().stream().map(TestPage::finding).collect(Collectors.joining("\n")),
            ways(report.ways()),
            escaped(
                report.transcript().stream().map(TestPage::line).collect(Collectors.joining("\n"))),
            both.map(TestPageEnds::of).orElse(""));
  }

  private static String finding(Finding finding) {
    return """
    <article class="%1$s" id="%2$s">
    <p class="badge">%1$s · %3$s</p>
    <h2>%2$s</h2>
    <p>%4$s</p>
    %5$s%6$s%7$s</article>\
    """
        .formatted(
            finding.severity(),
            escaped(finding.id()),
            finding.certainty(),
            escaped(finding.verdict()),
            evidence(finding.evidence()),
            remedy(finding.remedy()),
            clients(finding.effects()));
  }

  private static String evidence(List<String> evidence) {
    return evidence.isEmpty()
        ? ""
        : evidence.stream()
            .map(item -> "<li class=\"raw\">" + escaped(item) + "</li>\n")
            .collect(Collectors.joining("", "<h3>What shows it</h3>\n<ul>\n", "</ul>\n"));
  }

  private static String remedy(List<String> remedy) {
    return remedy.isEmpty()
        ? ""
        : remedy.stream()
            .map(step ->
                step.startsWith("  ")
                    ? "<pre>" + escaped(step.strip()) + "</pre>\n"
                    : "<p>" + escaped(step) + "</p>\n")
            .collect(Collectors.joining("", "<h3>What to do</h3>\n", ""));
  }

  private static String clients(List<Effect> effects) {
    return effects.isEmpty()
        ? ""
        : effects.stream()
            .map(effect ->
                "<tr><td>%s</td><td class=\"%s\">%s</td><td>%s</td></tr>\n"
                    .formatted(
                        escaped(effect.client().toString()),
                        effect.works() ? "good" : "bad",
                        effect.works() ? "works" : "fails",
                        escaped(effect.note())))
            .collect(Collectors.joining("", "<h3>Clients</h3>\n<table>\n", "</table>\n"));
  }

  private static String ways(List<Way> ways) {
    return ways.isEmpty()
        ? ""
        : ways.stream()
            .map(way ->
                "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%s</td></tr>\n"
                    .formatted(
                        way.passive() ? "passive" : "active",
                        escaped(way.family()),
                        way.encrypted() ? "TLS" : "in clear",
                        way.state() == Way.State.WORKS ? "good" : "bad",
                        way.state()))
            .collect(
                Collectors.joining(
                    "",
                    "<h3>Ways for data</h3>\n<table>\n<tr><th>mode</th><th>family</th><th>protection</th><th>state</th></tr>\n",
                    "</table>"));
  }

  private static String line(Line line) {
    return String.format(
        Locale.ROOT,
        "%7.3f %2d %s %s",
        line.at().toMillis() / 1000.0,
        line.session(),
        line.kind(),
        line.text());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
