package pasvport.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.fact.Times;
import pasvport.doctor.finding.Effect;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Way;
import pasvport.doctor.report.Report;

/** A test's outcome for people: the verdict first, then what shows it and what to do. */
final class TestText {
  private static final int WIDTH = 100;
  private static final int LABEL = 10;

  private final Report report;
  private final Optional<TwoSided> both;
  private final TestColour colour;
  private final List<String> lines = new ArrayList<>();

  TestText(Report report, Optional<TwoSided> both, TestColour colour) {
    this.report = report;
    this.both = both;
    this.colour = colour;
    write();
  }

  private void write() {
    var headline = report.headline();
    lines.add(
        switch (report.outcome()) {
          case WORKS -> colour.green(headline);
          case FAULTS, WARNINGS, UNTESTED -> colour.red(headline);
        });
    report.findings().forEach(this::finding);
    var ways = report.ways();
    if (!ways.isEmpty()) {
      lines.add("");
      ways.forEach(this::way);
    }
    both.ifPresent(two -> {
      lines.add("");
      lines.addAll(two.lines());
    });
    lines.add("");
    lines.add(
        colour.faint(
            "Server: %s. %d sessions, %d data connections, %s."
                .formatted(
                    report.server(),
                    report.sessions(),
                    report.transfers(),
                    Times.shown(report.took()))));
  }

  private void way(Way way) {
    lines.add(
        "%-8s%-6s%-10s%s"
            .formatted(
                way.passive() ? "passive" : "active",
                way.family(),
                way.encrypted() ? "TLS" : "in clear",
                switch (way.state()) {
                  case WORKS -> colour.green("works");
                  case FAILS -> colour.red("fails");
                  case UNTRIED -> "not tried";
                }));
  }

  private void finding(Finding finding) {
    lines.add("");
    lines.add(
        colour.of(
                finding.severity(),
                finding.severity().toString().toUpperCase(Locale.ROOT) + "  " + finding.id())
            + colour.faint("  (" + finding.certainty() + ")"));
    paragraph("", finding.verdict());
    labelled("seen", finding.evidence());
    labelled("do", finding.remedy());
    clients(finding.effects());
  }

  private void labelled(String label, List<String> items) {
    for (int i = 0; i < items.size(); i++) {
      paragraph(i == 0 ? label : "", items.get(i));
    }
  }

  private void clients(List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      var effect = effects.get(i);
      paragraph(
          i == 0 ? "clients" : "",
          "%s %s: %s"
              .formatted(effect.client(), effect.works() ? "works" : "fails", effect.note()));
    }
  }

  /** Breaks between words; commands, which are indented, stand as they are. */
  private void paragraph(String label, String text) {
    var indent =
        label.isEmpty()
            ? " ".repeat(LABEL)
            : ("  " + label + " ".repeat(LABEL)).substring(0, LABEL);
    if (text.startsWith("  ")) {
      lines.add(indent + text);
      return;
    }
    var line = new StringBuilder(indent);
    for (var word : text.split(" ", -1)) {
      if (line.length() + word.length() + 1 > WIDTH && line.length() > LABEL) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(LABEL));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
  }

  @Override
  public String toString() {
    return lines.stream().collect(Collectors.joining(System.lineSeparator()));
  }
}
