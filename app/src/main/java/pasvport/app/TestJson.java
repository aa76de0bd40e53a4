package pasvport.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Line;
import pasvport.doctor.finding.Diagnosis;
import pasvport.doctor.finding.Effect;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Way;
import pasvport.site.Json;

/** A test's outcome for programs; ids and keys stay as they are. */
final class TestJson {
  private TestJson() {}

  static String of(Diagnosis diagnosis) {
    var facts = diagnosis.facts();
    var top = new LinkedHashMap<String, Object>();
    top.put("target", facts.target().toString());
    top.put("outcome", diagnosis.outcome().name().toLowerCase(Locale.ROOT));
    top.put("exit", diagnosis.outcome().exit());
    top.put("began", facts.began().toString());
    top.put("took-seconds", seconds(facts.took().toMillis()));
    top.put("server", facts.product().toString());
    top.put("findings", diagnosis.findings().stream().map(TestJson::finding).toList());
    top.put("ways", diagnosis.ways().stream().map(TestJson::way).toList());
    top.put("transcript", transcript(facts));
    return Json.write(top);
  }

  private static Map<String, Object> finding(Finding finding) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", finding.id());
    map.put("severity", finding.severity().toString());
    map.put("certainty", finding.certainty().toString());
    map.put("verdict", finding.verdict());
    map.put("evidence", finding.evidence());
    map.put("remedy", finding.remedy());
    map.put("clients", finding.effects().stream().map(TestJson::effect).toList());
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

  private static List<Map<String, Object>> transcript(Facts facts) {
    return facts.transcript().stream().map(TestJson::line).toList();
  }

  private static Map<String, Object> line(Line line) {
    var map = new LinkedHashMap<String, Object>();
    map.put("session", line.session());
    map.put("at-seconds", seconds(line.at().toMillis()));
    map.put("kind", line.kind().name().toLowerCase(Locale.ROOT));
    map.put("text", line.text());
    return map;
  }

  private static double seconds(long millis) {
    return millis / 1000.0;
  }
}
