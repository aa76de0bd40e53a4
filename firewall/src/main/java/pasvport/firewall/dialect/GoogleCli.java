package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.HopNeeds;

/** Google Cloud as a shell script: VPC firewall rules for instances with a tag (gcloud compute). */
public final class GoogleCli implements Dialect {

  @Override
  public String name() {
    return "google-cli";
  }

  @Override
  public String title() {
    return "Google Cloud (gcloud command)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS_WITHOUT_BALANCER);
    var name = Names.hop(this, hop);
    var tag = "pasvport-" + name;
    var script = new CloudScript(Remark.of(hop)).needs("NETWORK", "the VPC network of the server");
    for (var rule : CloudRule.of(name, hop)) {
      script.command(rule.remark(), words(rule, tag, hop.logsDrops()));
    }
    var file = script.file("pasvport-%s.gcloud.sh".formatted(name));
    var notes = GoogleNotes.of(hop, tag);
    notes.add("A rule that is there already is refused: delete those of an earlier run before.");
    return new Rules(List.of(file), List.of("sh " + file.name()), notes);
  }

  private static List<String> words(CloudRule rule, String tag, boolean logsDrops) {
    var words = new ArrayList<String>();
    words.add("gcloud compute firewall-rules create " + rule.name());
    words.add("--network=\"$NETWORK\"");
    words.add("--direction=" + (rule.isOutward() ? "EGRESS" : "INGRESS"));
    words.add("--priority=" + GoogleNotes.priority(rule));
    words.add("--action=" + (rule.isAllowed() ? "ALLOW" : "DENY"));
    words.add("--rules=" + rule.ports().map("tcp:%s"::formatted).orElse("all"));
    words.add(
        (rule.isOutward() ? "--destination-ranges=" : "--source-ranges=")
            + Words.joined(rule.networks(), ","));
    words.add("--target-tags=" + tag);
    words.add("--description=" + ShellQuotes.quoted(rule.remark()));
    if (!rule.isAllowed() && logsDrops) {
      words.add("--enable-logging");
    }
    return words;
  }
}
