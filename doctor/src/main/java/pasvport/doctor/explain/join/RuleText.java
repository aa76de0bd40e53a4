package pasvport.doctor.explain.join;

import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Origin;

/**
 * A rule as it stands in the ruleset.
 *
 * @param fate what it does, or what does the rule behind it that decides
 */
record RuleText(Origin origin, String text, Fate fate) {

  @Override
  public String toString() {
    return origin.brief() + ": " + text;
  }
}
