package pasvport.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pasvport.firewall.live.Judgement;
import pasvport.firewall.live.Judgement.Answer;
import pasvport.firewall.live.Judgement.Judged;
import pasvport.firewall.need.Need;

/**
 * What a firewall does with what a hop needs, as text and as JSON: what is missing, what is open
 * beyond need, and how rules of Pasvport's own have drifted.
 *
 * @param hop the hop's name
 */
record PlanJudgement(String hop, Judgement judgement) {

  /** Whether something is to be done at this firewall. */
  boolean needsChange() {
    return !judgement.isAsNeeded();
  }

  List<String> lines(String firewall) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        needsChange()
            ? "%s is not yet what %s needs".formatted(firewall, hop)
            : "%s lets through what %s needs, and no more for FTP".formatted(firewall, hop));
    TextTable table = new TextTable();
    for (Judged judged : judgement.needs()) {
      Need need = judged.need();
      table.row(
          word(judged.answer()),
          need.purpose().text(),
          "IPv" + PlanText.family(need.family()),
          need.ports().toString(),
          judged.causes().isEmpty() ? "" : "by " + judged.causes().getFirst().by());
    }
    lines.addAll(table.lines());
    for (Judgement.Excess excess : judgement.excess()) {
      lines.add("  open beyond need: %s to ports %s".formatted(excess.sources(), excess.ports()));
      lines.add("    by " + excess.by());
    }
    judgement.drift().forEach(difference -> lines.add("  drift: " + difference));
    return lines;
  }

  private static String word(Answer answer) {
    return switch (answer) {
      case OPEN -> "open";
      case CLOSED -> "missing";
      case PARTLY -> "partly missing";
      case CANNOT_TELL -> "cannot tell";
    };
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("hop", hop);
    json.put("as-needed", judgement.isAsNeeded());
    json.put("needs", judgement.needs().stream().map(PlanJudgement::json).toList());
    json.put("excess", judgement.excess().stream().map(PlanJudgement::json).toList());
    json.put("drift", judgement.drift());
    return json;
  }

  private static Map<String, Object> json(Judged judged) {
    Need need = judged.need();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("answer", word(judged.answer()).replace(' ', '-'));
    json.put("purpose", need.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("family", need.family().name().toLowerCase(Locale.ROOT));
    json.put("ports", need.ports().toString());
    json.put(
        "causes",
        judged.causes().stream().map(cause -> cause.packets() + ": " + cause.by()).toList());
    return json;
  }

  private static Map<String, Object> json(Judgement.Excess excess) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sources", excess.sources());
    json.put("ports", excess.ports());
    json.put("by", excess.by().toString());
    return json;
  }
}
