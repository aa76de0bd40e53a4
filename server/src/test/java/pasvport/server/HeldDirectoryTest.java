package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldDirectoryTest {

  @TempDir Path temporary;

  @Test
  void what_is_done_in_it_is_done_there_wherever_its_path_leads_by_now() throws Exception {
    var inside = Files.createDirectory(temporary.resolve("inside"));
    var outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(inside.resolve("file"), "inside");
    Files.writeString(outside.resolve("file"), "outside");

    try (var held = Directory.open(temporary).enter("inside")) {
      Files.move(inside, temporary.resolve("moved"));
      Files.createSymbolicLink(inside, outside);

      held.open("new", Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)).close();
      held.modified("file", FileTime.fromMillis(5_000));
      held.rename("file", held, "renamed");
      held.deleteFile("renamed");
    }

    assertThat(temporary.resolve("moved")).isDirectoryContaining("glob:**/new");
    assertThat(temporary.resolve("moved/file")).doesNotExist();
    assertThat(outside.resolve("file")).hasContent("outside");
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void a_link_is_dated_by_nobody() throws Exception {
    var outside = Files.writeString(temporary.resolve("outside"), "");
    var before = Files.getLastModifiedTime(outside);
    Files.createSymbolicLink(temporary.resolve("link"), outside);

    try (var held = Directory.open(temporary)) {
      assertThatThrownBy(() -> held.modified("link", FileTime.fromMillis(5_000)))
          .isInstanceOf(IOException.class);
    }
    assertThat(Files.getLastModifiedTime(outside)).isEqualTo(before);
  }
}
