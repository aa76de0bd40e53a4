package pasvport.firewall.live;

import java.util.List;
import java.util.function.Supplier;

/**
 * A rule of a firewall.
 *
 * @param conditions all must hold
 * @param actions one after the other, the last may decide; without effect on the way, none
 * @param source what was written and where; of thousands of rules, few are ever shown
 * @param sources the only ones that it may concern
 */
record Rule(
    List<Condition> conditions,
    List<Action> actions,
    Supplier<RuleText> source,
    Intervals sources) {

  Rule {
    conditions = List.copyOf(conditions);
    actions = List.copyOf(actions);
  }

  Rule(List<Condition> conditions, List<Action> actions, Supplier<RuleText> source) {
    this(conditions, actions, source, sources(conditions));
  }

  private static Intervals sources(List<Condition> conditions) {
    for (var condition : conditions) {
      if (condition instanceof Condition.Within(Dimension dimension, Intervals values)
          && dimension == Dimension.SOURCE) {
        return values;
      }
    }
    return Intervals.EVERYTHING;
  }

  /** Whether a part of the box may meet the conditions. */
  boolean mayConcern(Box box) {
    for (var condition : conditions) {
      boolean may =
          switch (condition) {
            case Condition.Within(Dimension dimension, Intervals values) ->
                values.touches(box.at(dimension));
            case Condition.Always(boolean holds) -> holds;
            case Condition.Mark mark -> mark.holds(box);
            case Condition.Translated(boolean wanted) -> wanted == box.translated();
            case Condition.Unknown _ -> true;
          };
      if (!may) {
        return false;
      }
    }
    return true;
  }
}
