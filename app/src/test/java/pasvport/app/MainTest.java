package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"bogus", "up --bogus", "check extra", "user add", "user bogus x"})
  void wrong_usage_is_exit_code_64(String arguments) {
    assertThat(run(arguments.split(" ")).code()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "up --version", "user add -V"})
  void every_verb_tells_the_version(String arguments) {
    Run ran = run(arguments.split(" "));
    assertThat(ran.code()).isZero();
    assertThat(String.join("\n", ran.out())).contains("pasvport ").contains("Java 25");
  }

  @Test
  void no_verb_shows_what_there_is() {
    Run ran = run();
    assertThat(ran.code()).isEqualTo(64);
    assertThat(String.join("\n", ran.err())).contains("up", "check", "user", "schema");
  }

  private static Run run(String... arguments) {
    return Run.of(Main.commandLine(), arguments);
  }
}
