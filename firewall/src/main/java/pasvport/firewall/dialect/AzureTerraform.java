package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.site.PortRange;

/** Azure as Terraform: rules of a network security group. */
public final class AzureTerraform implements Dialect {

  @Override
  public String name() {
    return "azure-terraform";
  }

  @Override
  public String title() {
    return "Azure (Terraform)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS_WITHOUT_BALANCER);
    var name = Names.hop(this, hop);
    var page =
        new HclPage()
            .comment(Remark.of(hop))
            .variable("resource_group_name", "the resource group of the security group")
            .variable("network_security_group_name", "the security group of the server");
    var rules = CloudRule.of(name, hop);
    for (var index = 0; index < rules.size(); index++) {
      rule(page, rules.get(index), AzureNotes.priority(index));
    }
    return new Rules(
        List.of(page.file("pasvport-%s.tf".formatted(name))),
        List.of("terraform plan", "terraform apply"),
        AzureNotes.of(hop));
  }

  private static void rule(HclPage page, CloudRule rule, int priority) {
    var own = rule.server().map(Words::address).orElse("*");
    page.resource("azurerm_network_security_rule", rule.name().replace('-', '_'))
        .set("name", HclQuotes.quoted(rule.name()))
        .set("description", HclQuotes.quoted(AzureNotes.description(rule.remark())))
        .set("priority", Integer.toString(priority))
        .set("direction", HclQuotes.quoted(rule.isOutward() ? "Outbound" : "Inbound"))
        .set("access", HclQuotes.quoted(rule.isAllowed() ? "Allow" : "Deny"))
        .set("protocol", HclQuotes.quoted(rule.ports().isPresent() ? "Tcp" : "*"))
        .set(
            "source_port_range",
            HclQuotes.quoted(rule.sourcePort().map(String::valueOf).orElse("*")))
        .set(
            "destination_port_range",
            HclQuotes.quoted(rule.ports().map(PortRange::toString).orElse("*")))
        .set(
            rule.isOutward() ? "source_address_prefix" : "source_address_prefixes",
            rule.isOutward() ? HclQuotes.quoted(own) : HclQuotes.quoted(rule.networks()))
        .set(
            rule.isOutward() ? "destination_address_prefixes" : "destination_address_prefix",
            rule.isOutward() ? HclQuotes.quoted(rule.networks()) : HclQuotes.quoted(own))
        .set("resource_group_name", "var.resource_group_name")
        .set("network_security_group_name", "var.network_security_group_name")
        .end();
  }
}
