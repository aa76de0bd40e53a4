package pasvport.importers;

import java.util.List;

/** What stands in a configuration of ProFTPD. */
sealed interface ProftpdItem {

  /** In lower case; ProFTPD does not tell cases apart. */
  String name();

  List<String> arguments();

  Origin at();

  /** The arguments in one. */
  default String text() {
    return String.join(" ", arguments());
  }

  /** A line of its own. */
  record Directive(String name, List<String> arguments, Origin at) implements ProftpdItem {}

  /** From {@code <Name …>} to {@code </Name>}. */
  record Block(String name, List<String> arguments, Origin at, List<ProftpdItem> items)
      implements ProftpdItem {}
}
