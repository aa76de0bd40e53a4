package pasvport.doctor.explain;

/**
 * How a firewall's log names the rule that it speaks of.
 *
 * @param name empty for {@link Kind#UNNAMED}
 */
public record Rule(Kind kind, String name) {

  /** The log does not name a rule. */
  public static final Rule UNNAMED = new Rule(Kind.UNNAMED, "");

  /** What the name is. */
  public enum Kind {
    /** The text before a netfilter log line. */
    LOG_PREFIX,
    /** pf's number of a rule, as {@code pfctl -vvsr} shows it. */
    NUMBER,
    /** pfSense's tracking id. */
    TRACKER,
    /** The name of a Cisco access list. */
    ACCESS_LIST,
    /** The rule itself. */
    TEXT,
    UNNAMED
  }

  /** The rule in a sentence. */
  @Override
  public String toString() {
    return switch (kind) {
      case LOG_PREFIX -> "the rule with the log prefix \"" + name + "\"";
      case NUMBER -> "rule " + name;
      case TRACKER -> "the rule with tracking id " + name;
      case ACCESS_LIST -> "access list " + name;
      case TEXT -> "the rule \"" + name + "\"";
      case UNNAMED -> "a rule that the log does not name";
    };
  }
}
