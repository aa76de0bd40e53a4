package pasvport.firewall.plan;

/** A site for which there is no plan that works: what stands against it, and what to change. */
public final class PlanRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String remedy;

  /**
   * @param key of the site that cannot stand as it is, as {@code path[0].outside-addresses}
   * @param reason why there is no plan
   * @param remedy what can be written instead
   */
  PlanRefusedException(String key, String reason, String remedy) {
    super(reason);
    this.key = key;
    this.remedy = remedy;
  }

  /** The key of the site that cannot stand as it is. */
  public String key() {
    return key;
  }

  /** Why there is no plan, as a clause. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What can be written instead, as a clause. */
  public String remedy() {
    return remedy;
  }
}
