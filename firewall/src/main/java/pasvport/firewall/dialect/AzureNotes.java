package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;

/** What both dialects of Azure have alike: priorities, and notes about network security groups. */
final class AzureNotes {

  /** The first of a group's priorities that Pasvport takes; each rule needs its own. */
  private static final int FIRST_PRIORITY = 200;

  /** Azure REST API, security rule: up to 140 characters. */
  private static final int LONGEST_DESCRIPTION = 140;

  private AzureNotes() {}

  static String description(String text) {
    return Remark.atMost(LONGEST_DESCRIPTION, Remark.printable(text));
  }

  static int priority(int index) {
    return FIRST_PRIORITY + index;
  }

  static List<String> of(HopNeeds hop) {
    var notes =
        CloudNotes.of(
            hop,
            "A public IP",
            "Drops are logged by a virtual network flow log; it has no limit of its rate.");
    notes.add("The priorities from %d on must be free in the group.".formatted(FIRST_PRIORITY));
    return notes;
  }
}
