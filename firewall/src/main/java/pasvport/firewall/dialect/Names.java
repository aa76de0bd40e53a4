package pasvport.firewall.dialect;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.firewall.need.HopNeeds;

/** Names that come from the site and stand in rules without quotes: checked, else refused. */
final class Names {

  private static final Pattern HOP = Pattern.compile("[a-z][a-z0-9-]{0,29}");

  /** What names of interfaces and zones are made of, vendors apart: {@code ge-0/0/0.0}. */
  private static final Pattern INTERFACE =
      Pattern.compile("[A-Za-z](?:[A-Za-z0-9._/:-]{0,62}[A-Za-z0-9])?");

  private Names() {}

  /** The hop's name. */
  static String hop(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    if (!HOP.matcher(hop.name()).matches()) {
      throw new NotExpressibleException(
          dialect,
          "the hop's name " + Remark.printable(hop.name()),
          "rules are named after it, and it has other characters than a-z, 0-9 and -",
          "rename the hop in the site's path");
    }
    return hop.name();
  }

  /** The interface or zone towards the clients, if the site names one. */
  static Optional<String> outside(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    return checked(dialect, "outside", hop.outside());
  }

  /** The interface or zone towards the server, if the site names one. */
  static Optional<String> inside(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    return checked(dialect, "inside", hop.inside());
  }

  /** The interface or zone towards the clients, for languages that cannot do without. */
  static String neededOutside(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    return needed(dialect, "outside", outside(dialect, hop));
  }

  /** The interface or zone towards the server, for languages that cannot do without. */
  static String neededInside(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    return needed(dialect, "inside", inside(dialect, hop));
  }

  private static String needed(Dialect dialect, String key, Optional<String> name)
      throws NotExpressibleException {
    if (name.isEmpty()) {
      throw new NotExpressibleException(
          dialect,
          "a hop without " + key,
          "its rules are bound to interfaces or zones, and the site names none there",
          "set %s of this hop in the site's path".formatted(key));
    }
    return name.get();
  }

  private static Optional<String> checked(Dialect dialect, String key, Optional<String> name)
      throws NotExpressibleException {
    if (name.isPresent() && !INTERFACE.matcher(name.get()).matches()) {
      throw new NotExpressibleException(
          dialect,
          "%s: %s".formatted(key, Remark.printable(name.get())),
          "an interface or zone is named with letters, digits and . _ / : -",
          "correct %s of this hop in the site's path".formatted(key));
    }
    return name;
  }
}
