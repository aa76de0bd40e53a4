package pasvport.firewall.dialect;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import pasvport.firewall.dialect.HclPage.Attribute;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Translation;
import pasvport.site.PortRange;

/**
 * AWS as Terraform: a security group with a resource for each rule; where ports change on the way,
 * a network load balancer.
 */
public final class AwsTerraform implements Dialect {

  /** Listeners of one network load balancer (quota L-57A373D6): it has one for each port. */
  private static final int MOST_LISTENERS = 50;

  @Override
  public String name() {
    return "aws-terraform";
  }

  @Override
  public String title() {
    return "AWS (Terraform)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS);
    var name = "pasvport-" + Names.hop(this, hop);
    var resource = name.replace('-', '_');
    var page = new HclPage().comment(Remark.of(hop)).variable("vpc_id", "the server's VPC");
    page.resource("aws_security_group", resource)
        .set("name", HclQuotes.quoted(name))
        .set("description", HclQuotes.quoted(AwsNotes.description(Remark.of(hop))))
        .set("vpc_id", "var.vpc_id")
        .end();
    for (var rule : CloudRule.of(Names.hop(this, hop), hop)) {
      if (rule.isAllowed()) {
        rule.ports().ifPresent(ports -> rule(page, resource, rule, ports));
      }
    }
    if (Part.SHIFTED_PORT.isIn(hop)) {
      balance(page, hop, resource);
    }
    var file = page.file(name + ".tf");
    return new Rules(List.of(file), List.of("terraform plan", "terraform apply"), notes(hop));
  }

  private static void rule(HclPage page, String resource, CloudRule rule, PortRange ports) {
    for (var index = 0; index < rule.networks().size(); index++) {
      var network = rule.networks().get(index);
      page.resource(
              rule.isOutward()
                  ? "aws_vpc_security_group_egress_rule"
                  : "aws_vpc_security_group_ingress_rule",
              "%s_%d".formatted(rule.name().replace('-', '_'), index + 1))
          .set("security_group_id", "aws_security_group.%s.id".formatted(resource))
          .set("description", HclQuotes.quoted(AwsNotes.description(rule.remark())))
          .set(network.contains(":") ? "cidr_ipv6" : "cidr_ipv4", HclQuotes.quoted(network))
          .set("ip_protocol", HclQuotes.quoted("tcp"))
          .set("from_port", Integer.toString(ports.first()))
          .set("to_port", Integer.toString(ports.last()))
          .end();
    }
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = AwsNotes.of(hop);
    if (Part.SHIFTED_PORT.isIn(hop)) {
      notes.add(
          "The load balancer takes the outside address: give eip_allocation_id that of its Elastic"
              + " IP. Its idle control connections are cut after a while: let clients send NOOP.");
    }
    return notes;
  }

  /** A listener and a group of targets for each port. */
  private SequencedMap<Integer, Integer> listeners(HopNeeds hop) throws NotExpressibleException {
    var ports = new TreeMap<Integer, Integer>();
    for (var each : hop.translations()) {
      IntStream.range(0, each.insidePorts().size())
          .forEach(index ->
              ports.put(each.outsidePorts().first() + index, each.insidePorts().first() + index));
    }
    if (ports.size() > MOST_LISTENERS) {
      throw new NotExpressibleException(
          this,
          "%d translated ports".formatted(ports.size()),
          "ports change on the way, for which AWS has only load balancers, of %d ports at most"
              .formatted(MOST_LISTENERS),
          "let the server have the ports that clients use, so that an Elastic IP will do; or use a"
              + " smaller range, as the profile gateway does");
    }
    return ports;
  }

  private void balance(HclPage page, HopNeeds hop, String resource) throws NotExpressibleException {
    var listeners = listeners(hop);
    var servers = hop.translations().stream().map(Translation::inside).distinct().toList();
    if (servers.size() > 1) {
      throw new NotExpressibleException(
          this,
          "translation to several servers",
          "ports change on the way, and the load balancer is written for one server",
          "make a hop of each server");
    }
    var ports = resource + "_ports";
    page.variable("subnet_id", "a public subnet of the VPC")
        .variable("eip_allocation_id", "the Elastic IP that clients use");
    page.block("locals")
        .inner(
            ports + " =",
            listeners.entrySet().stream()
                .map(each ->
                    new Attribute(
                        HclQuotes.quoted(each.getKey().toString()), each.getValue().toString()))
                .toArray(Attribute[]::new))
        .end();
    page.resource("aws_lb", resource)
        .set("load_balancer_type", HclQuotes.quoted("network"))
        .inner(
            "subnet_mapping",
            new Attribute("subnet_id", "var.subnet_id"),
            new Attribute("allocation_id", "var.eip_allocation_id"))
        .end();
    page.resource("aws_lb_target_group", resource)
        .set("for_each", "local." + ports)
        .set("port", "each.value")
        .set("protocol", HclQuotes.quoted("TCP"))
        .set("target_type", HclQuotes.quoted("ip"))
        .set("vpc_id", "var.vpc_id")
        .set("preserve_client_ip", HclQuotes.quoted("true"))
        .inner(
            "health_check",
            new Attribute("protocol", HclQuotes.quoted("TCP")),
            new Attribute("port", HclQuotes.quoted(listeners.firstEntry().getValue().toString())))
        .end();
    page.resource("aws_lb_target_group_attachment", resource)
        .set("for_each", "aws_lb_target_group." + resource)
        .set("target_group_arn", "each.value.arn")
        .set("target_id", HclQuotes.quoted(Words.address(servers.getFirst())))
        .end();
    page.resource("aws_lb_listener", resource)
        .set("for_each", "aws_lb_target_group." + resource)
        .set("load_balancer_arn", "aws_lb.%s.arn".formatted(resource))
        .set("port", "tonumber(each.key)")
        .set("protocol", HclQuotes.quoted("TCP"))
        .inner(
            "default_action",
            new Attribute("type", HclQuotes.quoted("forward")),
            new Attribute("target_group_arn", "each.value.arn"))
        .end();
  }
}
