package pasvport.doctor.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pasvport.doctor.fact.Line;
import pasvport.doctor.finding.Catalogue;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Client;
import pasvport.doctor.finding.Effect;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Kind;
import pasvport.doctor.finding.Severity;
import pasvport.doctor.finding.Way;
import pasvport.site.Json;

/** A report for programs; ids and keys stay as they are. */
public final class ReportJson {
  private ReportJson() {}

  public static String of(Report report) {
    return Json.write(map(report));
  }

  /** The same as what {@link Json} writes. */
  public static Map<String, Object> map(Report report) {
    var top = new LinkedHashMap<String, Object>();
    top.put("target", report.target());
    top.put("host", report.host());
    top.put("outcome", report.outcome().toString());
    top.put("headline", report.headline());
    top.put("exit", report.outcome().exit());
    top.put("began", report.began().toString());
    top.put("took-seconds", seconds(report.took()));
    top.put("server", report.server());
    top.put("client-address", report.client());
    top.put("server-address", report.address());
    top.put("control", report.control().toString());
    top.put("sessions", report.sessions());
    top.put("data-connections", report.transfers());
    top.put("findings", report.findings().stream().map(ReportJson::finding).toList());
    top.put("ways", report.ways().stream().map(ReportJson::way).toList());
    top.put("transcript", report.transcript().stream().map(ReportJson::line).toList());
    return top;
  }

  private static Map<String, Object> finding(Finding finding) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", finding.id());
    map.put("severity", finding.severity().toString());
    map.put("certainty", finding.certainty().toString());
    map.put("verdict", finding.verdict());
    map.put("evidence", finding.evidence());
    map.put("remedy", finding.remedy());
    map.put("clients", finding.effects().stream().map(ReportJson::effect).toList());
    return map;
  }

  private static Map<String, Object> effect(Effect effect) {
    var map = new LinkedHashMap<String, Object>();
    map.put("client", effect.client().toString());
    map.put("works", effect.works());
    map.put("note", effect.note());
    return map;
  }

  private static Map<String, Object> way(Way way) {
    var map = new LinkedHashMap<String, Object>();
    map.put("mode", way.passive() ? "passive" : "active");
    map.put("family", way.family());
    map.put("tls", way.encrypted());
    map.put("state", way.state().toString());
    return map;
  }

  /** One line of a transcript. */
  public static Map<String, Object> line(Line line) {
    var map = new LinkedHashMap<String, Object>();
    map.put("session", line.session());
    map.put("at-seconds", seconds(line.at()));
    map.put("kind", Shape.word(line.kind()));
    map.put("text", line.text());
    return map;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /**
   * Reads a report that another machine has written.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Report read(Shape json) {
    return new Report(
        json.text("target"),
        json.text("host"),
        Instant.parse(json.text("began")),
        duration(json.number("took-seconds")),
        json.text("server"),
        json.text("client-address"),
        json.text("server-address"),
        Shape.member(Report.Control.class, json.text("control")),
        (int) json.number("sessions"),
        (int) json.number("data-connections"),
        json.list("findings").map(ReportJson::readFinding).toList(),
        json.list("ways").map(ReportJson::readWay).toList(),
        json.list("transcript").map(ReportJson::readLine).toList());
  }

  private static Finding readFinding(Shape json) {
    var severity = Shape.member(Severity.class, json.text("severity"));
    var certainty = Shape.member(Certainty.class, json.text("certainty"));
    return new Finding(
        new Kind(json.text("id"), modes(json.text("id")), severity, List.of(certainty), ""),
        severity,
        certainty,
        json.text("verdict"),
        json.texts("evidence"),
        json.texts("remedy"),
        json.list("clients").flatMap(each -> readEffect(each).stream()).toList());
  }

  private static String modes(String id) {
    return Catalogue.kinds().stream()
        .filter(kind -> kind.id().equals(id))
        .map(Kind::modes)
        .findFirst()
        .orElse("");
  }

  /** A client that only the other machine knows is left out. */
  private static Optional<Effect> readEffect(Shape json) {
    return Arrays.stream(Client.values())
        .filter(client -> client.toString().equals(json.text("client")))
        .findFirst()
        .map(client -> new Effect(client, json.truth("works"), json.text("note")));
  }

  private static Way readWay(Shape json) {
    return new Way(
        json.text("family"),
        json.truth("tls"),
        json.text("mode").equals("passive"),
        Shape.member(Way.State.class, json.text("state")));
  }

  /** Reads one line of a transcript. */
  public static Line readLine(Shape json) {
    return new Line(
        (int) json.number("session"),
        duration(json.number("at-seconds")),
        Shape.member(Line.Kind.class, json.text("kind")),
        json.text("text"));
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
