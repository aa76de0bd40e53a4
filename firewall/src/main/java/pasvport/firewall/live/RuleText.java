package pasvport.firewall.live;

/**
 * A rule, or a chain's policy, as its reader finds it.
 *
 * @param place the chain, and the handle or line
 * @param text its words
 */
public record RuleText(String place, String text) {

  @Override
  public String toString() {
    return place + ": " + text;
  }
}
