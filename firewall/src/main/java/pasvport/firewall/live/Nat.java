package pasvport.firewall.live;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;
import pasvport.site.Network;

/** The way of packets from an outside address through a firewall's own NAT. */
final class Nat {

  private final List<Hook> filters;
  private final List<Hook> translating;
  private final Translation translation;
  private final Interval outside;
  private final Interval inside;

  /** What is added to an inside port for the outside one. */
  private final BigInteger shift;

  /**
   * @param question of the packets when they are forwarded
   */
  Nat(Ruleset ruleset, Question question, Translation translation) {
    // The outside address is the firewall's own until it is translated.
    var arriving =
        new Question(
            question.family(), Place.HOST, question.in(), Optional.empty(), question.devices());
    filters = ruleset.hooks("filter", "prerouting", arriving);
    translating = ruleset.hooks("nat", "prerouting", arriving);
    this.translation = translation;
    outside = single(translation.outside());
    inside = single(translation.inside());
    shift =
        BigInteger.valueOf(translation.outsidePorts().first() - translation.insidePorts().first());
  }

  private static Interval single(InetAddress address) {
    return NftValues.of(Network.containing(address, address.getAddress().length * Byte.SIZE));
  }

  /**
   * What becomes of packets to the outside address until they are forwarded.
   *
   * @param boxes as they should come to the server
   */
  List<Decided> arrivals(List<Box> boxes) {
    var arrivals = new ArrayList<Decided>();
    var going = new ArrayList<Box>();
    for (var decided : Walk.through(filters, boxes.stream().map(this::dialled).toList())) {
      if (decided.verdict() == Verdict.ACCEPTED) {
        going.add(decided.box());
      } else {
        arrivals.add(decided);
      }
    }
    for (var hook : translating) {
      var decided = Walk.through(List.of(hook), List.copyOf(going));
      going.clear();
      for (var each : decided) {
        if (each.verdict() == Verdict.ACCEPTED && !each.box().translated()) {
          going.add(each.box());
        } else {
          arrivals.add(each);
        }
      }
    }
    going.forEach(box -> arrivals.add(new Decided(box, Verdict.DROPPED, this::untranslated)));
    return arrivals.stream().map(this::elsewhere).toList();
  }

  /** As the client sends them. */
  private Box dialled(Box box) {
    var ports = box.at(Dimension.DESTINATION_PORT);
    return box.with(Dimension.DESTINATION, outside)
        .with(
            Dimension.DESTINATION_PORT,
            new Interval(ports.first().add(shift), ports.last().add(shift)));
  }

  private RuleText untranslated() {
    return new RuleText(
        "no rule", "nothing translates " + HostText.written(translation.outside()) + " there");
  }

  /** Packets that are led to another place than the server's are as good as dropped. */
  private Decided elsewhere(Decided decided) {
    return decided.verdict() == Verdict.ACCEPTED && !isRight(decided)
        ? new Decided(decided.box(), Verdict.DROPPED, decided.by())
        : decided;
  }

  /** Whether they were led to the server, each port to its own. */
  boolean isRight(Decided decided) {
    var box = decided.box();
    return decided.verdict() == Verdict.ACCEPTED
        && box.at(Dimension.DESTINATION).equals(inside)
        && box.dialled()
            .map(ports -> new Interval(ports.first().subtract(shift), ports.last().subtract(shift)))
            .equals(Optional.of(box.at(Dimension.DESTINATION_PORT)));
  }
}
