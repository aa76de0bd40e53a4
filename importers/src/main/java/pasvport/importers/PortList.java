package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import pasvport.site.PortRange;

/** Lists of ports and ranges. */
final class PortList {

  private PortList() {}

  /** {@code 10000,12000-12100}. */
  static List<PortRange> of(String text, String separator, Origin at) throws ImportException {
    var ranges = new ArrayList<PortRange>();
    for (var part : text.split(separator, -1)) {
      try {
        ranges.add(PortRange.parse(part.strip()));
      } catch (IllegalArgumentException e) {
        throw new ImportException(at, e.getMessage() + "; expected such as 30000-30099");
      }
    }
    return ranges;
  }
}
