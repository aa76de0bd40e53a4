package pasvport.firewall.dialect.linux;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.need.HopNeeds;

/** The names of interfaces in rules. */
final class Device {

  /**
   * At most 15 characters (IFNAMSIZ); of those that the kernel takes, none that means something.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  private Device() {}

  /** Refuses names that no interface of a Linux host should have. */
  static void check(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    check(dialect, hop.outside());
    check(dialect, hop.inside());
  }

  private static void check(Dialect dialect, Optional<String> name) throws NotExpressibleException {
    if (name.filter(text -> !NAME.matcher(text).matches()).isPresent()) {
      throw new NotExpressibleException(
          dialect,
          "the interface " + Comment.of(name.get()),
          "it is no interface's name",
          "write the name as `ip link` shows it: letters, digits, _, . and -, 15 at most");
    }
  }
}
