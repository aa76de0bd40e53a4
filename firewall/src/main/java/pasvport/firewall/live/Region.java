package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Boxes by their source: those with one key have the same sources, those with two have none in
 * common. So a rule for one source among thousands finds its boxes at once.
 */
final class Region {

  private final TreeMap<BigInteger, List<Box>> bySource = new TreeMap<>();

  static Region of(List<Box> boxes) {
    var region = new Region();
    boxes.forEach(region::add);
    return region;
  }

  boolean isEmpty() {
    return bySource.isEmpty();
  }

  List<Box> all() {
    return bySource.values().stream().flatMap(List::stream).toList();
  }

  void add(Box box) {
    var sources = box.at(Dimension.SOURCE);
    cut(sources.first());
    cut(sources.last().add(BigInteger.ONE));
    var next = sources.first();
    for (var slab : bySource.subMap(sources.first(), true, sources.last(), true).entrySet()) {
      if (next.compareTo(slab.getKey()) < 0) {
        break;
      }
      var same = slab.getValue().getFirst().at(Dimension.SOURCE);
      slab.getValue().add(box.with(Dimension.SOURCE, same));
      next = same.last().add(BigInteger.ONE);
    }
    if (next.compareTo(sources.last()) > 0) {
      return;
    }
    var after = bySource.ceilingKey(next);
    var last =
        after == null || after.compareTo(sources.last()) > 0
            ? sources.last()
            : after.subtract(BigInteger.ONE);
    put(box.with(Dimension.SOURCE, new Interval(next, last)));
    if (last.compareTo(sources.last()) < 0) {
      add(box.with(Dimension.SOURCE, new Interval(last.add(BigInteger.ONE), sources.last())));
    }
  }

  /** Takes out the boxes of which a part may meet the conditions of the rule. */
  List<Box> take(Rule rule) {
    var taken = new ArrayList<Box>();
    if (bySource.isEmpty()) {
      return taken;
    }
    var everywhere =
        new Interval(
            bySource.firstKey(),
            bySource.lastEntry().getValue().getFirst().at(Dimension.SOURCE).last());
    for (var wanted : rule.sources().within(everywhere)) {
      var from = bySource.floorKey(wanted.first());
      var slabs = bySource.subMap(from == null ? wanted.first() : from, true, wanted.last(), true);
      for (var slab : slabs.values()) {
        slab.removeIf(box -> rule.mayConcern(box) && taken.add(box));
      }
      slabs.values().removeIf(List::isEmpty);
    }
    return taken;
  }

  private void put(Box box) {
    bySource.computeIfAbsent(box.at(Dimension.SOURCE).first(), first -> new ArrayList<>()).add(box);
  }

  /** Sees to it that no box has sources on both sides of this one's beginning. */
  private void cut(BigInteger at) {
    Map.Entry<BigInteger, List<Box>> slab = bySource.lowerEntry(at);
    if (slab == null) {
      return;
    }
    var sources = slab.getValue().getFirst().at(Dimension.SOURCE);
    if (sources.last().compareTo(at) < 0) {
      return;
    }
    bySource.remove(slab.getKey());
    for (var box : slab.getValue()) {
      put(box.with(Dimension.SOURCE, new Interval(sources.first(), at.subtract(BigInteger.ONE))));
      put(box.with(Dimension.SOURCE, new Interval(at, sources.last())));
    }
  }
}
