package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sorted intervals with a gap between each and the next. */
final class Intervals {

  static final Intervals NONE = new Intervals(List.of());

  /** All addresses there are, of either family. */
  static final Intervals EVERYTHING =
      new Intervals(
          List.of(new Interval(BigInteger.ZERO, BigInteger.TWO.pow(128).subtract(BigInteger.ONE))));

  private final List<Interval> sorted;

  private Intervals(List<Interval> sorted) {
    this.sorted = sorted;
  }

  static Intervals of(List<Interval> any) {
    var merged = new ArrayList<Interval>();
    for (var next : any.stream().sorted(Comparator.comparing(Interval::first)).toList()) {
      if (!merged.isEmpty()
          && next.first().compareTo(merged.getLast().last().add(BigInteger.ONE)) <= 0) {
        var last = merged.removeLast();
        merged.add(new Interval(last.first(), last.last().max(next.last())));
      } else {
        merged.add(next);
      }
    }
    return new Intervals(merged);
  }

  List<Interval> all() {
    return sorted;
  }

  boolean isEmpty() {
    return sorted.isEmpty();
  }

  /** Whether some of an interval is in one of these. */
  boolean touches(Interval interval) {
    int at = firstNotBefore(interval.first());
    return at < sorted.size() && sorted.get(at).first().compareTo(interval.last()) <= 0;
  }

  /** What of an interval is in one of these, in order. */
  List<Interval> within(Interval interval) {
    var found = new ArrayList<Interval>();
    for (int i = firstNotBefore(interval.first());
        i < sorted.size() && sorted.get(i).first().compareTo(interval.last()) <= 0;
        i++) {
      found.add(sorted.get(i).common(interval));
    }
    return found;
  }

  /** What of an interval is in none of these, in order. */
  List<Interval> without(Interval interval) {
    var left = new ArrayList<Interval>();
    var next = interval.first();
    for (var inside : within(interval)) {
      if (next.compareTo(inside.first()) < 0) {
        left.add(new Interval(next, inside.first().subtract(BigInteger.ONE)));
      }
      next = inside.last().add(BigInteger.ONE);
    }
    if (next.compareTo(interval.last()) <= 0) {
      left.add(new Interval(next, interval.last()));
    }
    return left;
  }

  /** All numbers of a dimension but these. */
  Intervals complement(Interval all) {
    return new Intervals(without(all));
  }

  private int firstNotBefore(BigInteger number) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.get(middle).last().compareTo(number) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return sorted.toString();
  }
}
