package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;

/**
 * What both dialects of Google Cloud have alike: priorities, and notes about VPC firewall rules.
 */
final class GoogleNotes {

  /** Before rules of the standard priority, 1000; the lower number decides. */
  private static final int ALLOWING = 900;

  private GoogleNotes() {}

  /** What drops stands behind what allows: with the same priority it would win. */
  static int priority(CloudRule rule) {
    return rule.isAllowed() ? ALLOWING : ALLOWING + 1;
  }

  static List<String> of(HopNeeds hop, String tag) {
    var notes =
        CloudNotes.of(
            hop,
            "An external address",
            "Rules that drop are logged; Google limits the rate by the size of the machine.");
    notes.add("Give the server's instance the network tag %s.".formatted(tag));
    if (!hop.outward().isEmpty()) {
      notes.add(
          "A rule has no source port: active data may leave from any; without a rule that denies,"
              + " all may leave.");
    }
    return notes;
  }
}
