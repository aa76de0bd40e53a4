package pasvport.firewall.live;

import java.math.BigInteger;

/** Numbers that follow one another: addresses, ports, or the numbers that devices are given. */
record Interval(BigInteger first, BigInteger last) {

  static Interval of(long first, long last) {
    return new Interval(BigInteger.valueOf(first), BigInteger.valueOf(last));
  }

  boolean overlaps(Interval other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  boolean contains(Interval other) {
    return first.compareTo(other.first) <= 0 && other.last.compareTo(last) <= 0;
  }

  /** What both have; they overlap. */
  Interval common(Interval other) {
    return new Interval(first.max(other.first), last.min(other.last));
  }
}
