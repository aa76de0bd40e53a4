package pasvport.app;

import java.io.Console;
import java.util.Optional;

/** Where a person can be asked for a password. */
interface UserCommandTerminal {

  /** What was typed, unseen; empty if nobody can be asked, or nothing was answered. */
  Optional<char[]> ask(String prompt);

  /** The terminal that this program was started from, if it was. */
  static UserCommandTerminal console() {
    return prompt ->
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .map(console -> console.readPassword("%s", prompt));
  }
}
