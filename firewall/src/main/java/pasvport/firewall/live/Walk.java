package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Packets on their way through the chains of one hook.
 *
 * <p>A rule that is not understood leaves a doubt behind. It matters if what the later rules say is
 * anything else than what that rule may say.
 */
final class Walk {

  /** The kernel's own bound on calls within calls (nf_tables.h, NFT_JUMP_STACK_SIZE). */
  private static final int DEEPEST = 16;

  private final Hook hook;
  private final List<Decided> decided = new ArrayList<>();

  private Walk(Hook hook) {
    this.hook = hook;
  }

  /**
   * What becomes of boxes where several chains must accept, one after the other: the first that
   * does not, decides.
   */
  static List<Decided> through(List<Hook> hooks, List<Box> boxes) {
    var verdicts = new ArrayList<Decided>();
    List<Decided> accepted =
        boxes.stream().map(box -> new Decided(box, Verdict.ACCEPTED, Walk::noChain)).toList();
    for (var hook : hooks) {
      var walk = new Walk(hook);
      walk.start(accepted.stream().map(each -> each.box().undoubted()).toList());
      verdicts.addAll(
          walk.decided.stream().filter(each -> each.verdict() != Verdict.ACCEPTED).toList());
      accepted = walk.decided.stream().filter(each -> each.verdict() == Verdict.ACCEPTED).toList();
    }
    verdicts.addAll(accepted);
    return verdicts;
  }

  private static RuleText noChain() {
    return new RuleText("no chain", "nothing is filtered here");
  }

  private void start(List<Box> boxes) {
    var verdict = hook.drops() ? Verdict.DROPPED : Verdict.ACCEPTED;
    for (var box : through(hook.chain(), Region.of(boxes), DEEPEST).all()) {
      decide(box, verdict, hook.policy());
    }
  }

  private void decide(Box box, Verdict verdict, Supplier<RuleText> by) {
    decided.add(
        box.doubts().stream()
            .filter(doubt -> doubt.verdict() != verdict)
            .findFirst()
            .map(doubt -> new Decided(box, Verdict.UNKNOWN, doubt.by()))
            .orElseGet(() -> new Decided(box, verdict, by)));
  }

  /** What no rule of the chain decides. */
  private Region through(Chain chain, Region packets, int deeper) {
    var returned = new ArrayList<Box>();
    for (var rule : chain.rules()) {
      if (packets.isEmpty()) {
        break;
      }
      for (var box : packets.take(rule)) {
        act(rule, matching(rule, box, packets::add), packets, returned, deeper);
      }
    }
    returned.forEach(packets::add);
    return packets;
  }

  /** The parts of a box that meet all conditions that are understood; the others go elsewhere. */
  private static List<Box> matching(Rule rule, Box box, Consumer<Box> others) {
    var matched = List.of(box);
    for (var condition : rule.conditions()) {
      if (condition instanceof Condition.Within(Dimension dimension, Intervals values)) {
        var still = new ArrayList<Box>();
        for (var each : matched) {
          var interval = each.at(dimension);
          values.within(interval).forEach(inside -> still.add(each.with(dimension, inside)));
          values.without(interval).forEach(out -> others.accept(each.with(dimension, out)));
        }
        matched = still;
      }
    }
    return matched;
  }

  private void act(Rule rule, List<Box> matched, Region packets, List<Box> returned, int deeper) {
    if (rule.conditions().stream().anyMatch(Condition.Unknown.class::isInstance)) {
      var doubt = new Doubt(verdict(rule), rule.source());
      matched.forEach(box -> packets.add(box.doubted(doubt)));
      return;
    }
    for (var box : matched) {
      act(rule, box, packets, returned, deeper);
    }
  }

  /** What a rule makes of packets by itself, if that can be said in a word. */
  private static Verdict verdict(Rule rule) {
    return switch (rule.actions().size() == 1 ? rule.actions().getFirst() : new Action.Return()) {
      case Action.Accept _ -> Verdict.ACCEPTED;
      case Action.Drop _ -> Verdict.DROPPED;
      case Action.Return _,
          Action.Jump _,
          Action.Goto _,
          Action.Translate _,
          Action.SetMark _,
          Action.Unknown _ ->
          Verdict.UNKNOWN;
    };
  }

  private void act(Rule rule, Box matched, Region packets, List<Box> returned, int deeper) {
    var box = matched;
    for (var action : rule.actions()) {
      switch (action) {
        case Action.Accept _ -> {
          decide(box, Verdict.ACCEPTED, rule.source());
          return;
        }
        case Action.Drop _ -> {
          decide(box, Verdict.DROPPED, rule.source());
          return;
        }
        case Action.Return _ -> {
          returned.add(box);
          return;
        }
        case Action.Jump(String name) -> {
          through(name, box, rule, deeper).forEach(packets::add);
          return;
        }
        case Action.Goto(String name) -> {
          returned.addAll(through(name, box, rule, deeper));
          return;
        }
        case Action.Translate translation -> {
          decide(
              translation.apply(box).orElse(box.doubted(new Doubt(Verdict.UNKNOWN, rule.source()))),
              Verdict.ACCEPTED,
              rule.source());
          return;
        }
        case Action.SetMark mark -> box = mark.apply(box);
        case Action.Unknown _ -> box = box.doubted(new Doubt(Verdict.UNKNOWN, rule.source()));
      }
    }
    packets.add(box);
  }

  private List<Box> through(String name, Box box, Rule caller, int deeper) {
    var called = hook.chains().get(name);
    return called == null || deeper == 0
        ? List.of(box.doubted(new Doubt(Verdict.UNKNOWN, caller.source())))
        : through(called, Region.of(List.of(box)), deeper - 1).all();
  }
}
