package pasvport.doctor.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir private Path folder;

  @Test
  void the_first_start_makes_one_that_its_owner_alone_can_read() throws Exception {
    var file = folder.resolve("tokens");
    var made = Tokens.makeIfMissing(file).orElseThrow();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Tokens.read(file).holder(made.secret())).isEqualTo(made);
    assertThat(Tokens.makeIfMissing(file)).isEmpty();
  }

  @Test
  void a_secret_that_is_almost_right_is_nobodys() throws Exception {
    var file = folder.resolve("tokens");
    var made = Tokens.makeIfMissing(file).orElseThrow();
    var tokens = Tokens.read(file);
    assertThatThrownBy(() -> tokens.holder(made.secret() + "x"))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> tokens.holder("")).isInstanceOf(RefusedException.class);
  }

  @Test
  void a_file_that_others_can_read_is_refused() throws IOException {
    var file = Files.writeString(folder.resolve("tokens"), "a " + "x".repeat(30));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Tokens.read(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void a_short_secret_is_refused_with_its_line() throws IOException {
    var file = Files.writeString(folder.resolve("tokens"), "# ours\nbob short\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> Tokens.read(file)).hasMessageContaining(":2: a token has at least");
  }
}
