package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.site.PortRange;

/**
 * A rule of a cloud's virtual firewall, in no cloud's language. It stands at the server, where
 * destinations are translated already.
 *
 * @param name of the resource: lower-case letters, digits and dashes
 * @param remark what for
 * @param isOutward whether the server opens the connection
 * @param isAllowed whether it lets through, or else drops
 * @param networks of the other end, all of one family
 * @param server empty, any address of what the rule is applied to
 * @param ports destination ports; empty, all ports and protocols
 * @param sourcePort empty, any
 */
record CloudRule(
    String name,
    String remark,
    boolean isOutward,
    boolean isAllowed,
    List<String> networks,
    Optional<InetAddress> server,
    Optional<PortRange> ports,
    Optional<Integer> sourcePort) {

  /** What no virtual firewall of a cloud can do. */
  static final List<Lack> LACKS =
      List.of(
          Lack.helper("a cloud's firewall reads no FTP"),
          Lack.ipv6Translation("a cloud routes IPv6 as it is"),
          new Lack(
              Part.HAIRPIN,
              "a cloud's firewall translates nothing",
              "let clients inside use the server's own address"));

  /** Besides, where addresses are translated as a whole and nothing else. */
  static final List<Lack> LACKS_WITHOUT_BALANCER =
      Stream.concat(
              LACKS.stream(),
              Stream.of(
                  new Lack(
                      Part.SHIFTED_PORT,
                      "a public address is translated as a whole, and ports stay as they are",
                      "let the server have the ports that clients use, or use aws-terraform, which writes a"
                          + " load balancer")))
          .toList();

  /** Those that let through come first; then those that drop. */
  static List<CloudRule> of(String hopName, HopNeeds hop) {
    var stem = "pasvport-" + hopName;
    var rules = new ArrayList<CloudRule>();
    var number = 0;
    for (var need : hop.needs()) {
      number++;
      rules.add(of("%s-%d".formatted(stem, number), Remark.of(hop, need), true, need));
    }
    for (var port : hop.keep()) {
      families(hop)
          .forEach(family ->
              rules.add(
                  inward(
                          "%s-keep-%d-%s".formatted(stem, port, suffix(family)),
                          Remark.of(hop, "keep"),
                          true,
                          family)
                      .onPort(port)));
    }
    number = 0;
    for (var need : Strangers.of(hop)) {
      number++;
      rules.add(
          of(
              "%s-others-%d".formatted(stem, number),
              Remark.of(hop, "not for others: " + Remark.of(need)),
              false,
              need));
    }
    if (hop.rest() == Rest.DROP) {
      families(hop)
          .forEach(family ->
              rules.add(
                  inward(
                      "%s-rest-%s".formatted(stem, suffix(family)),
                      Remark.of(hop, "everything else"),
                      false,
                      family)));
    }
    return rules;
  }

  private static CloudRule of(String name, String remark, boolean allowed, Need need) {
    return new CloudRule(
        name,
        remark,
        need.purpose().isOutward(),
        allowed,
        allowed ? Words.clients(need) : List.of(Words.everywhere(need.family())),
        need.server(),
        Optional.of(need.ports()),
        need.sourcePort());
  }

  /** From everywhere to whatever the rule is applied to. */
  private static CloudRule inward(String name, String remark, boolean allowed, Family family) {
    return new CloudRule(
        name,
        remark,
        false,
        allowed,
        List.of(Words.everywhere(family)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private CloudRule onPort(int port) {
    return new CloudRule(
        name,
        remark,
        isOutward,
        isAllowed,
        networks,
        server,
        Optional.of(new PortRange(port, port)),
        sourcePort);
  }

  private static Stream<Family> families(HopNeeds hop) {
    return Stream.of(Family.values()).filter(hop::has);
  }

  private static String suffix(Family family) {
    return switch (family) {
      case IPV4 -> "ipv4";
      case IPV6 -> "ipv6";
    };
  }
}
