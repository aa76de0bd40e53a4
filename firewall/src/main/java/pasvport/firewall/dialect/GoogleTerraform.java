package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.dialect.HclPage.Attribute;
import pasvport.firewall.need.HopNeeds;

/** Google Cloud as Terraform: VPC firewall rules for instances with a tag. */
public final class GoogleTerraform implements Dialect {

  @Override
  public String name() {
    return "google-terraform";
  }

  @Override
  public String title() {
    return "Google Cloud (Terraform)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS_WITHOUT_BALANCER);
    var name = Names.hop(this, hop);
    var tag = "pasvport-" + name;
    var page =
        new HclPage().comment(Remark.of(hop)).variable("network", "the VPC network of the server");
    for (var rule : CloudRule.of(name, hop)) {
      var block =
          page.resource("google_compute_firewall", rule.name().replace('-', '_'))
              .set("name", HclQuotes.quoted(rule.name()))
              .set("network", "var.network")
              .set("description", HclQuotes.quoted(rule.remark()))
              .set("direction", HclQuotes.quoted(rule.isOutward() ? "EGRESS" : "INGRESS"))
              .set("priority", Integer.toString(GoogleNotes.priority(rule)))
              .set(
                  rule.isOutward() ? "destination_ranges" : "source_ranges",
                  HclQuotes.quoted(rule.networks()))
              .set("target_tags", HclQuotes.quoted(List.of(tag)))
              .inner(
                  rule.isAllowed() ? "allow" : "deny",
                  rule.ports()
                      .map(ports ->
                          new Attribute[] {
                            new Attribute("protocol", HclQuotes.quoted("tcp")),
                            new Attribute("ports", HclQuotes.quoted(List.of(ports.toString())))
                          })
                      .orElseGet(() ->
                          new Attribute[] {new Attribute("protocol", HclQuotes.quoted("all"))}));
      if (!rule.isAllowed() && hop.logsDrops()) {
        block.inner(
            "log_config", new Attribute("metadata", HclQuotes.quoted("INCLUDE_ALL_METADATA")));
      }
      block.end();
    }
    return new Rules(
        List.of(page.file(tag + ".tf")),
        List.of("terraform plan", "terraform apply"),
        GoogleNotes.of(hop, tag));
  }
}
