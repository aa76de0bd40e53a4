package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Place;

/**
 * What is asked of a firewall: what becomes of first packets of TCP connections of one family.
 *
 * @param place whether they are forwarded or end here
 * @param devices the numbers of devices, by name; others join them
 */
record Question(
    Family family,
    Place place,
    Optional<String> in,
    Optional<String> out,
    Map<String, Integer> devices) {

  private static final int LOOPBACK = 1;

  /** Any device but loopback, from where nobody comes whom rules are for. */
  private static final Interval ANY_DEVICE = Interval.of(LOOPBACK + 1, Integer.MAX_VALUE);

  Question(Family family, Place place, Optional<String> in, Optional<String> out) {
    this(family, place, in, out, new HashMap<>(Map.of("lo", LOOPBACK)));
  }

  /** All numbers of a dimension. */
  Interval all(Dimension dimension) {
    return switch (dimension) {
      case SOURCE, DESTINATION ->
          new Interval(
              BigInteger.ZERO,
              BigInteger.TWO.pow(family == Family.IPV4 ? 32 : 128).subtract(BigInteger.ONE));
      case SOURCE_PORT, DESTINATION_PORT -> Interval.of(0, 65_535);
      case IN_DEVICE -> in.map(this::device).orElse(ANY_DEVICE);
      case OUT_DEVICE -> out.map(this::device).orElse(ANY_DEVICE);
    };
  }

  /** A device as a number of its own. */
  Interval device(String name) {
    int number = devices.computeIfAbsent(name, each -> devices.size() + 1);
    return Interval.of(number, number);
  }

  /** The devices whose names begin so, if all that may be meant are known. */
  Optional<Intervals> devices(Dimension dimension, String beginning) {
    var known = dimension == Dimension.IN_DEVICE ? in : out;
    return known.map(
        name -> name.startsWith(beginning) ? Intervals.of(List.of(device(name))) : Intervals.NONE);
  }

  /** The name of a device by its number, if it has one. */
  Optional<String> name(Interval device) {
    return devices.entrySet().stream()
        .filter(each -> device.equals(Interval.of(each.getValue(), each.getValue())))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
