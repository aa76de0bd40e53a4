package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;

/** What both dialects of AWS say: descriptions, and notes about security groups. */
final class AwsNotes {

  /** EC2 API, IpRange: up to 255 characters. */
  private static final int LONGEST_DESCRIPTION = 255;

  private AwsNotes() {}

  /** In the few characters that EC2 allows (EC2 API, IpRange). */
  static String description(String text) {
    return Remark.atMost(
        LONGEST_DESCRIPTION,
        Remark.printable(text).replaceAll("[^a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]", "_"));
  }

  static List<String> of(HopNeeds hop) {
    var notes =
        CloudNotes.of(
            hop,
            "An Elastic IP",
            "Drops are logged by a VPC flow log of rejected traffic; it has no limit of its rate.");
    notes.add(
        "A security group drops what none of its rules allows; all groups of an interface count"
            + " together.");
    if (!hop.outward().isEmpty()) {
      notes.add(
          "A rule has no source port: active data may leave from any; and a group without other"
              + " outbound rules lets nothing else out.");
    }
    return notes;
  }
}
