package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;

/**
 * Openings that are not for everyone, where other rules decide about the rest: the same ports are
 * closed to others, below the rules that open them.
 */
final class Strangers {

  private Strangers() {}

  /** None if the rest is dropped anyway. */
  static List<Need> of(HopNeeds hop) {
    return hop.rest() == Rest.DROP
        ? List.of()
        : hop.inward().stream().filter(need -> !need.clients().isEmpty()).toList();
  }
}
