package pasvport.app;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Translation;
import pasvport.firewall.plan.Change;
import pasvport.firewall.plan.Finding;
import pasvport.firewall.plan.Plan;
import pasvport.site.HostText;
import pasvport.site.Json;
import pasvport.site.PortRange;

/** A plan as JSON for other programs: what {@link PlanText} says, in the same order. */
final class PlanJson {
  private final PlanPlaces places;

  PlanJson(PlanPlaces places) {
    this.places = places;
  }

  /** The plan, and what was found in firewalls that it was compared with. */
  String text(Plan plan, List<Plan.Hop> hops, List<PlanAgainst> compared) {
    Map<String, Object> json = plan(plan, hops);
    compared.forEach(each -> json.put("against", each.json()));
    return Json.write(json);
  }

  private Map<String, Object> plan(Plan plan, List<Plan.Hop> hops) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("profile", plan.profile().word());
    json.put("reason", plan.reason());
    json.put("needs-change", plan.needsChange());
    json.put("hops", hops.stream().map(this::hop).toList());
    json.put("entries", plan.entries().stream().map(PlanJson::entry).toList());
    json.put("changes", plan.changes().stream().map(this::change).toList());
    Map<String, Object> programs = new LinkedHashMap<>();
    plan.clients().programs().forEach(program -> programs.put(program.name(), program.settings()));
    json.put("clients", ordered("firewall", plan.clients().firewall(), "programs", programs));
    json.put(
        "advice",
        plan.advice().stream()
            .map(advice -> ordered("topic", advice.topic(), "text", advice.text()))
            .toList());
    json.put("findings", plan.findings().stream().map(this::finding).toList());
    return json;
  }

  private Map<String, Object> hop(Plan.Hop hop) {
    HopNeeds needs = hop.needs();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", needs.name());
    hop.dialect().ifPresent(dialect -> json.put("dialect", dialect));
    json.put("place", word(needs.place()));
    json.put("needs", needs.needs().stream().map(this::need).toList());
    json.put("translations", needs.translations().stream().map(PlanJson::translation).toList());
    json.put("hairpin", texts(needs.hairpin().stream()));
    json.put("helper-ports", needs.helperPorts());
    json.put("rest", word(needs.rest()));
    json.put("keep", needs.keep());
    json.put("log-drops", needs.logsDrops());
    return json;
  }

  private Map<String, Object> need(Need need) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("purpose", word(need.purpose()));
    json.put("family", word(need.family()));
    json.put("from", need.purpose().isOutward() ? "server" : "clients");
    json.put("clients", texts(need.clients().stream()));
    need.server().ifPresent(server -> json.put("server", HostText.written(server)));
    json.put("ports", need.ports().toString());
    need.sourcePort().ifPresent(port -> json.put("source-port", port));
    place(json, need.reason());
    return json;
  }

  private static Map<String, Object> translation(Translation translation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("purpose", word(translation.purpose()));
    json.putAll(end("outside", translation.outside(), translation.outsidePorts()));
    json.putAll(end("inside", translation.inside(), translation.insidePorts()));
    return json;
  }

  private static Map<String, Object> end(String name, InetAddress address, PortRange ports) {
    return ordered(name, HostText.written(address), name + "-ports", ports.toString());
  }

  private static Map<String, Object> entry(Plan.Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("family", word(entry.family()));
    entry.address().ifPresent(address -> json.put("address", HostText.written(address)));
    json.put(
        "ports",
        entry.ports().stream()
            .map(ports ->
                ordered("purpose", word(ports.purpose()), "ports", ports.ports().toString()))
            .toList());
    return json;
  }

  private Map<String, Object> change(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("needed", change.isNeeded());
    json.put("where", change.where());
    json.put("what", change.what());
    json.put("reason", change.reason());
    json.put("lines", change.lines());
    place(json, change.key());
    return json;
  }

  private Map<String, Object> finding(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", finding.lint().id());
    json.put("weight", word(finding.lint().weight()));
    json.put("what", finding.what());
    json.put("remedy", finding.remedy());
    place(json, finding.key());
    return json;
  }

  private void place(Map<String, Object> json, String key) {
    json.put("key", key);
    places.line(key).ifPresent(line -> json.put("line", line));
  }

  private static Map<String, Object> ordered(
      String key, Object value, String other, Object otherValue) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(key, value);
    json.put(other, otherValue);
    return json;
  }

  private static List<String> texts(Stream<?> items) {
    return items.map(Object::toString).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
