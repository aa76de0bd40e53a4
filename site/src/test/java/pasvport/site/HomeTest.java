package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where all that is Pasvport's own lies. */
class HomeTest {

  private static final Path ADA = Path.of("/home/ada").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void the_variable_wins_over_everything() {
    var named = Map.of("PASVPORT_HOME", "/srv/p", "XDG_DATA_HOME", "/x", "LOCALAPPDATA", "/y");
    for (var system : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(Home.standard(named, "root", ADA, system).folder())
          .isEqualTo(Path.of("/srv/p").toAbsolutePath());
    }
  }

  @Test
  void root_on_unix_keeps_it_with_the_systems_state() {
    assertThat(Home.standard(Map.of(), "root", Path.of("/root"), "Linux").folder())
        .isEqualTo(Path.of("/var/lib/pasvport").toAbsolutePath());
  }

  @Test
  void others_keep_it_where_their_system_keeps_data() {
    assertThat(Home.standard(Map.of(), "ada", ADA, "Linux").folder())
        .isEqualTo(ADA.resolve(".local/share/pasvport"));
    assertThat(Home.standard(Map.of("XDG_DATA_HOME", "/data"), "ada", ADA, "Linux").folder())
        .isEqualTo(Path.of("/data/pasvport").toAbsolutePath());
    assertThat(Home.standard(Map.of("XDG_DATA_HOME", "data"), "ada", ADA, "Linux").folder())
        .isEqualTo(ADA.resolve(".local/share/pasvport"));
    assertThat(Home.standard(Map.of(), "ada", ADA, "Mac OS X").folder())
        .isEqualTo(ADA.resolve("Library/Application Support/Pasvport"));
    assertThat(Home.standard(Map.of("LOCALAPPDATA", "/local"), "ada", ADA, "Windows 11").folder())
        .isEqualTo(Path.of("/local/Pasvport").toAbsolutePath());
  }

  @Test
  void it_is_made_for_its_owner_alone_and_left_alone_when_there() throws Exception {
    var home = Home.at(folder.resolve("a/b"));
    home.create();
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
          .isEqualTo("rwx------");
    }
    Files.writeString(home.users(), "kept");
    home.create();
    assertThat(home.users()).hasContent("kept");
  }

  @Test
  void a_file_in_its_place_is_named() throws Exception {
    var file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Home.at(file).create())
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(file.toString());
  }
}
