package pasvport.firewall.dialect;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;

/**
 * The needs of a hop under names for the objects that appliances want for each: {@code
 * PASVPORT-EDGE-1} and so on, in their order.
 *
 * @param name of the objects that belong to the need
 */
record Opening(String name, Need need) {

  static List<Opening> of(String hopName, HopNeeds hop) {
    return IntStream.range(0, hop.needs().size())
        .mapToObj(index -> new Opening(stem(hopName) + "-" + (index + 1), hop.needs().get(index)))
        .toList();
  }

  /** {@code PASVPORT-EDGE}. */
  static String stem(String hopName) {
    return "PASVPORT-" + hopName.toUpperCase(Locale.ROOT);
  }

  boolean isOutward() {
    return need.purpose().isOutward();
  }
}
