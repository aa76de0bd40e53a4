package pasvport.firewall.live;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import pasvport.firewall.need.Family;
import pasvport.site.HostText;
import pasvport.site.Network;

/** Packets in words. */
final class Words {

  private final Question question;

  Words(Question question) {
    this.question = question;
  }

  /** Where they come from and to which ports they go. */
  String of(Box box) {
    var device = question.name(box.at(Dimension.IN_DEVICE));
    return "from %s%s to port %s"
        .formatted(
            addresses(List.of(box.at(Dimension.SOURCE))),
            device.map(name -> " at " + name).orElse(""),
            ports(List.of(box.at(Dimension.DESTINATION_PORT))));
  }

  String addresses(List<Interval> intervals) {
    return Intervals.of(intervals).all().stream()
        .map(this::addresses)
        .collect(Collectors.joining(", "));
  }

  private String addresses(Interval interval) {
    if (interval.equals(question.all(Dimension.SOURCE))) {
      return "anyone";
    }
    int bits = question.family() == Family.IPV4 ? Integer.SIZE : 128;
    var size = interval.last().subtract(interval.first()).add(BigInteger.ONE);
    int length = bits - size.bitLength() + 1;
    boolean network = size.bitCount() == 1 && interval.first().mod(size).signum() == 0;
    return network
        ? new Network(address(interval.first(), bits), length).toString()
        : HostText.written(address(interval.first(), bits))
            + "-"
            + HostText.written(address(interval.last(), bits));
  }

  private static InetAddress address(BigInteger number, int bits) {
    var bytes = new byte[bits / Byte.SIZE];
    var digits = number.toByteArray();
    int count = Math.min(digits.length, bytes.length);
    System.arraycopy(digits, digits.length - count, bytes, bytes.length - count, count);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  static String ports(List<Interval> intervals) {
    return Intervals.of(intervals).all().stream()
        .map(each ->
            each.first().equals(each.last())
                ? each.first().toString()
                : each.first() + "-" + each.last())
        .collect(Collectors.joining(", "));
  }
}
