package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.site.Network;

/**
 * The right sides of matches in nft's JSON, as numbers.
 *
 * @param sets the elements of the named sets of the table
 */
record NftValues(Question question, Map<String, Tree> sets) {

  /** Those of a dimension; empty, if a part is not understood. */
  Optional<Intervals> intervals(Dimension dimension, Tree right) {
    var intervals = new ArrayList<Interval>();
    for (var element : flat(right)) {
      if (dimension == Dimension.IN_DEVICE || dimension == Dimension.OUT_DEVICE) {
        var name = element.text();
        if (name.endsWith("*")) {
          var matching = question.devices(dimension, name.substring(0, name.length() - 1));
          if (matching.isEmpty()) {
            return Optional.empty();
          }
          intervals.addAll(matching.get().all());
        } else {
          intervals.add(question.device(name));
        }
        continue;
      }
      var interval = interval(dimension, element);
      if (interval.isEmpty()) {
        return Optional.empty();
      }
      intervals.add(interval.get());
    }
    return Optional.of(Intervals.of(intervals));
  }

  /** Stands for elements that a listing does not tell. */
  static final String UNTOLD = "?";

  /** The elements of a set, named or not, or the value alone; without time outs and counters. */
  List<Tree> flat(Tree right) {
    if (right.has("set")) {
      return right.at("set").elements().stream().map(NftValues::bare).toList();
    }
    if (right instanceof Tree.Leaf(String text) && text.startsWith("@")) {
      var named = sets.get(text.substring(1));
      return named == null
          ? List.of(new Tree.Leaf(UNTOLD))
          : named.elements().stream().map(NftValues::bare).toList();
    }
    return right.elements().stream().map(NftValues::bare).toList();
  }

  private static Tree bare(Tree element) {
    return element.has("elem") ? element.at("elem").at("val") : element;
  }

  private Optional<Interval> interval(Dimension dimension, Tree element) {
    try {
      if (element.has("range")) {
        var ends = element.at("range").elements();
        return Optional.of(
            new Interval(
                number(dimension, ends.getFirst().text()),
                number(dimension, ends.getLast().text())));
      }
      if (element.has("prefix")) {
        var prefix = element.at("prefix");
        return Optional.of(network(prefix.at("addr").text() + "/" + prefix.at("len").text()));
      }
      var number = number(dimension, element.text());
      return Optional.of(new Interval(number, number));
    } catch (IllegalArgumentException notUnderstood) {
      return Optional.empty();
    }
  }

  /** An address as a number. */
  static BigInteger address(String text) {
    return new BigInteger(1, Network.parse(text).address().getAddress());
  }

  private BigInteger number(Dimension dimension, String text) {
    return dimension == Dimension.SOURCE || dimension == Dimension.DESTINATION
        ? ofFamily(text)
        : new BigInteger(text);
  }

  private BigInteger ofFamily(String text) {
    var address = Network.parse(text).address();
    if (Family.of(address) != question.family()) {
      throw new IllegalArgumentException(text + " is of the other family");
    }
    return new BigInteger(1, address.getAddress());
  }

  private Interval network(String text) {
    var network = Network.parse(text);
    if (Family.of(network.address()) != question.family()) {
      throw new IllegalArgumentException(text + " is of the other family");
    }
    return of(network);
  }

  /** The addresses of a network. */
  static Interval of(Network network) {
    var bytes = network.address().getAddress();
    var first = new BigInteger(1, bytes);
    var size = BigInteger.TWO.pow(bytes.length * Byte.SIZE - network.prefixLength());
    return new Interval(first, first.add(size).subtract(BigInteger.ONE));
  }
}
