package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.site.PortRange;

/** AWS as a shell script: rules for a security group that is there (aws ec2). */
public final class AwsCli implements Dialect {

  @Override
  public String name() {
    return "aws-cli";
  }

  @Override
  public String title() {
    return "AWS (aws command)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, CloudRule.LACKS_WITHOUT_BALANCER);
    var name = Names.hop(this, hop);
    var page =
        new CloudScript(Remark.of(hop))
            .needs("SECURITY_GROUP_ID", "the id of the group of the server");
    for (var rule : CloudRule.of(name, hop)) {
      if (rule.isAllowed()) {
        rule.ports()
            .ifPresent(ports ->
                page.command(
                    rule.remark(),
                    List.of(
                        "aws ec2 authorize-security-group-"
                            + (rule.isOutward() ? "egress" : "ingress"),
                        "--group-id \"$SECURITY_GROUP_ID\"",
                        "--ip-permissions " + ShellQuotes.quoted(permission(rule, ports)))));
      }
    }
    var file = page.file("pasvport-%s.aws.sh".formatted(name));
    var notes = AwsNotes.of(hop);
    notes.add("A rule that is there already is refused by AWS as a duplicate.");
    return new Rules(List.of(file), List.of("sh " + file.name()), notes);
  }

  private static String permission(CloudRule rule, PortRange ports) {
    var description = JsonQuotes.quoted(AwsNotes.description(rule.remark()));
    var ipv6 = rule.networks().getFirst().contains(":");
    return "[{\"IpProtocol\":\"tcp\",\"FromPort\":%d,\"ToPort\":%d,\"%s\":[%s]}]"
        .formatted(
            ports.first(),
            ports.last(),
            ipv6 ? "Ipv6Ranges" : "IpRanges",
            rule.networks().stream()
                .map(network ->
                    "{\"%s\":%s,\"Description\":%s}"
                        .formatted(
                            ipv6 ? "CidrIpv6" : "CidrIp", JsonQuotes.quoted(network), description))
                .collect(joining(",")));
  }
}
