package pasvport.firewall.plan;

/**
 * A kind of finding.
 *
 * @param id by which it is known, as {@code wide-range}
 * @param weight how bad it is
 */
public record Lint(String id, Weight weight) {

  /** How bad a finding is. */
  public enum Weight {
    /** Transfers fail. */
    DEFECT,
    /** More is open, or less holds, than its author may think. */
    RISK,
    /** It could be better. */
    NOTE
  }
}
