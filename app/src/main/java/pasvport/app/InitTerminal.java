package pasvport.app;

import java.io.Console;
import java.util.Optional;

/** Where a person can be asked. */
interface InitTerminal {

  /** Whether somebody can be asked. */
  boolean isThere();

  /** The line that was typed; empty when the input has ended. */
  Optional<String> ask(String prompt);

  /** Shows a line. */
  void say(String text);

  /** The terminal that this program was started from, if it was. */
  static InitTerminal console() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    return new InitTerminal() {
      @Override
      public boolean isThere() {
        return console.isPresent();
      }

      @Override
      public Optional<String> ask(String prompt) {
        return console.map(there -> there.readLine("%s", prompt));
      }

      @Override
      public void say(String text) {
        console.ifPresent(there -> there.printf("%s%n", text));
      }
    };
  }
}
