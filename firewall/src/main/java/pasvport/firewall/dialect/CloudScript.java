package pasvport.firewall.dialect;

import java.util.List;

/** A shell script in the making that calls a cloud's command; it stops at the first failure. */
final class CloudScript {

  private final Page page = new Page().line("#!/bin/sh");

  CloudScript(String remark) {
    page.line("# " + remark).line("set -eu");
  }

  /** A variable that the reader must set before. */
  CloudScript needs(String variable, String what) {
    page.line(": \"${%s:?set it to %s}\"".formatted(variable, what));
    return this;
  }

  /** A command with its arguments, quoted already. */
  CloudScript command(String remark, List<String> words) {
    page.line("# " + remark).line(String.join(" ", words));
    return this;
  }

  Rules.File file(String name) {
    return page.file(name);
  }
}
