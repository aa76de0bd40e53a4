package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.List;

/**
 * First packets of TCP connections of one family: all whose numbers lie in the intervals.
 *
 * @param intervals one for each {@link Dimension}, in order
 * @param connectionMark the mark of the connection
 * @param packetMark the mark of the packet
 * @param translated whether the destination was translated
 * @param doubts what may have become of them at this hook already
 */
record Box(
    List<Interval> intervals,
    long connectionMark,
    long packetMark,
    boolean translated,
    List<Doubt> doubts) {

  Box {
    intervals = List.copyOf(intervals);
    doubts = List.copyOf(doubts);
  }

  static Box of(List<Interval> intervals, boolean translated) {
    return new Box(intervals, 0, 0, translated, List.of());
  }

  Interval at(Dimension dimension) {
    return intervals.get(dimension.index());
  }

  Box with(Dimension dimension, Interval interval) {
    var changed = new ArrayList<>(intervals);
    changed.set(dimension.index(), interval);
    return new Box(changed, connectionMark, packetMark, translated, doubts);
  }

  Box marked(long connection, long packet) {
    return new Box(intervals, connection, packet, translated, doubts);
  }

  Box doubted(Doubt doubt) {
    var all = new ArrayList<>(doubts);
    all.add(doubt);
    return new Box(intervals, connectionMark, packetMark, translated, all);
  }

  /** The same at the next hook. */
  Box undoubted() {
    return new Box(intervals, connectionMark, packetMark, translated, List.of());
  }

  /** What of this has none of the numbers of the other, in disjoint boxes. */
  List<Box> minus(Box other) {
    for (var dimension : Dimension.values()) {
      if (!at(dimension).overlaps(other.at(dimension))) {
        return List.of(this);
      }
    }
    var left = new ArrayList<Box>();
    var inside = this;
    for (var dimension : Dimension.values()) {
      var taken = Intervals.of(List.of(other.at(dimension)));
      for (var outside : taken.without(inside.at(dimension))) {
        left.add(inside.with(dimension, outside));
      }
      inside = inside.with(dimension, inside.at(dimension).common(other.at(dimension)));
    }
    return left;
  }
}
