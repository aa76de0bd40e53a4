package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.site.PortRange;

/** Azure as a shell script: rules of a network security group (az network nsg rule). */
public final class AzureCli implements Dialect {

  @Override
  public String name() {
    return "azure-cli";
  }

  @Override
  public String title() {
    return "Azure (az command)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS_WITHOUT_BALANCER);
    var name = Names.hop(this, hop);
    var script =
        new CloudScript(Remark.of(hop))
            .needs("RESOURCE_GROUP", "the resource group of the security group")
            .needs("SECURITY_GROUP", "the security group of the server");
    var rules = CloudRule.of(name, hop);
    for (var index = 0; index < rules.size(); index++) {
      var rule = rules.get(index);
      script.command(rule.remark(), words(rule, AzureNotes.priority(index)));
    }
    var file = script.file("pasvport-%s.az.sh".formatted(name));
    return new Rules(List.of(file), List.of("sh " + file.name()), AzureNotes.of(hop));
  }

  private static List<String> words(CloudRule rule, int priority) {
    var own = rule.server().map(Words::address).orElse("'*'");
    var others = String.join(" ", rule.networks());
    return List.of(
        "az network nsg rule create",
        "--resource-group \"$RESOURCE_GROUP\"",
        "--nsg-name \"$SECURITY_GROUP\"",
        "--name " + rule.name(),
        "--priority " + priority,
        "--direction " + (rule.isOutward() ? "Outbound" : "Inbound"),
        "--access " + (rule.isAllowed() ? "Allow" : "Deny"),
        "--protocol " + (rule.ports().isPresent() ? "Tcp" : "'*'"),
        "--source-address-prefixes " + (rule.isOutward() ? own : others),
        "--source-port-ranges " + rule.sourcePort().map(String::valueOf).orElse("'*'"),
        "--destination-address-prefixes " + (rule.isOutward() ? others : own),
        "--destination-port-ranges " + rule.ports().map(PortRange::toString).orElse("'*'"),
        "--description " + ShellQuotes.quoted(AzureNotes.description(rule.remark())));
  }
}
