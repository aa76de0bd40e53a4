package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * First packets of TCP connections of one family: all whose numbers lie in the intervals.
 *
 * @param intervals one for each {@link Dimension}, in order
 * @param connectionMark the mark of the connection
 * @param packetMark the mark of the packet
 * @param dialled the port that the client connected to, if the destination was translated
 * @param doubts what may have become of them at this hook already
 */
record Box(
    List<Interval> intervals,
    long connectionMark,
    long packetMark,
    Optional<Interval> dialled,
    List<Doubt> doubts) {

  Box {
    intervals = List.copyOf(intervals);
    doubts = List.copyOf(doubts);
  }

  /** Some that nothing was done with. */
  static Box of(List<Interval> intervals) {
    return new Box(intervals, 0, 0, Optional.empty(), List.of());
  }

  /** Whether the destination was translated. */
  boolean translated() {
    return dialled.isPresent();
  }

  Interval at(Dimension dimension) {
    return intervals.get(dimension.index());
  }

  Box with(Dimension dimension, Interval interval) {
    var changed = new ArrayList<>(intervals);
    changed.set(dimension.index(), interval);
    return new Box(changed, connectionMark, packetMark, dialled, doubts);
  }

  /** Where NAT sends them. */
  Box translatedTo(Interval destination, Interval ports) {
    var there = with(Dimension.DESTINATION, destination).with(Dimension.DESTINATION_PORT, ports);
    var port = Optional.of(at(Dimension.DESTINATION_PORT));
    return new Box(there.intervals, connectionMark, packetMark, port, doubts);
  }

  Box marked(long connection, long packet) {
    return new Box(intervals, connection, packet, dialled, doubts);
  }

  Box doubted(Doubt doubt) {
    var all = new ArrayList<>(doubts);
    all.add(doubt);
    return new Box(intervals, connectionMark, packetMark, dialled, all);
  }

  /** The same at the next hook. */
  Box undoubted() {
    return new Box(intervals, connectionMark, packetMark, dialled, List.of());
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
