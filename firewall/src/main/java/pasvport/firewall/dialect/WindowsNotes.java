package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Rest;

/** What administrators of Windows Defender Firewall must know besides its rules. */
final class WindowsNotes {

  private WindowsNotes() {}

  static List<String> of(HopNeeds hop) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.LEAVE) {
      notes.add(
          "Inbound connections that no rule allows are blocked by default; other rules, such as"
              + " those that IIS brings for FTP, may allow more.");
    }
    if (hop.needs().stream().anyMatch(need -> need.clients().isEmpty())
        && !(hop.has(Family.IPV4) && hop.has(Family.IPV6))) {
      notes.add("Any address means IPv4 and IPv6: a rule has no family.");
    }
    if (hop.usesHelper()) {
      notes.add("The helper (stateful FTP) is one switch for the whole host.");
    }
    if (hop.logsDrops()) {
      notes.add("The log of drops is bounded by its size, not by a rate.");
    }
    return notes;
  }
}
