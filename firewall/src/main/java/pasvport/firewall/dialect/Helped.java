package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;

/** Control connections that the firewall's own FTP helper is to read. */
final class Helped {

  private Helped() {}

  static List<Need> of(HopNeeds hop) {
    return hop.inward().stream().filter(need -> is(hop, need)).toList();
  }

  static boolean is(HopNeeds hop, Need need) {
    return need.purpose() == Purpose.CONTROL && hop.helperPorts().contains(need.ports().first());
  }
}
