package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;

/** What administrators of clouds must know besides their rules. */
final class CloudNotes {

  private CloudNotes() {}

  /**
   * The notes.
   *
   * @param publicAddress what translates in this cloud, as {@code "An Elastic IP"}
   * @param drops how drops are logged there
   */
  static List<String> of(HopNeeds hop, String publicAddress, String drops) {
    var notes = new ArrayList<String>();
    if (hop.place() == Place.FORWARDING && !Part.SHIFTED_PORT.isIn(hop)) {
      hop.translations().stream()
          .map(each ->
              "%s translates %s to %s as a whole, all ports kept; the rules decide behind it."
                  .formatted(
                      publicAddress, Words.address(each.outside()), Words.address(each.inside())))
          .distinct()
          .forEach(notes::add);
    }
    if (hop.logsDrops()) {
      notes.add(drops);
    }
    return notes;
  }
}
