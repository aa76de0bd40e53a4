package pasvport.firewall.dialect;

import pasvport.firewall.need.HopNeeds;

/** A firewall's language. */
public interface Dialect {

  /** As users write it after {@code --for}: lower-case letters, digits and dashes. */
  String name();

  /** The firewall's name, for people. */
  String title();

  /**
   * Writes the needs as rules that let through just what is needed, each with its purpose as a
   * comment.
   *
   * @throws NotExpressibleException if this language has no words for a part of the needs
   */
  Rules write(HopNeeds needs) throws NotExpressibleException;
}
