package pasvport.firewall.dialect;

/** A part of the needs that a firewall's language has no words for. */
public final class NotExpressibleException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param part what cannot be expressed, as {@code "IPv6"}
   * @param reason why not
   * @param remedy which dialect or profile can, or what to change in the site
   */
  public NotExpressibleException(Dialect dialect, String part, String reason, String remedy) {
    super("%s: %s: %s".formatted(dialect.name(), part, reason));
    this.remedy = remedy;
  }

  /** What to do instead. */
  public String remedy() {
    return remedy;
  }
}
