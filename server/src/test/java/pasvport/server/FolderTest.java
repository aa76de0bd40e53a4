package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** With directories that the system holds open, and with those it only knows by name. */
@ParameterizedClass
@MethodSource("openers")
class FolderTest {

  private final Folder.Opener opener;

  @TempDir Path temporary;
  private Path root;
  private Path outside;
  private Folder folder;

  FolderTest(Folder.Opener opener) {
    this.opener = opener;
  }

  static Stream<Folder.Opener> openers() {
    return Stream.of(Directory::open, NamedDirectory::new);
  }

  @BeforeEach
  void make() throws IOException {
    temporary = temporary.toRealPath();
    root = Files.createDirectories(temporary.resolve("root"));
    outside = Files.createDirectories(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/file"), "content");
    folder = new Folder(root, opener);
  }

  @Test
  void directories_are_held_where_the_system_can() throws Exception {
    try (var open = Directory.open(root)) {
      assertThat(open).isInstanceOf(HeldDirectory.class);
    }
  }

  @Test
  void files_are_found_and_missing_ones_have_a_place() throws Exception {
    assertThat(read("/a/b/file")).isEqualTo("content");
    assertThat(read("//a/./b//x/../file")).isEqualTo("content");
    try (var place = find("/a/new", Folder.Last.FOLLOWED)) {
      assertThat(place.attributes()).isEmpty();
    }
    assertThatThrownBy(() -> find("/x/new", Folder.Last.KEPT))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> find("/a/b/file/new", Folder.Last.KEPT))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void no_dots_lead_above_the_root() throws Exception {
    assertThat(RemotePath.ROOT.resolve("../../../..").toString()).isEqualTo("/");
    assertThat(RemotePath.ROOT.resolve("a").resolve("../../x").toString()).isEqualTo("/x");
    assertThatThrownBy(() -> read("/../outside/secret")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void links_inside_are_followed() throws Exception {
    link("a/direct", "b/file");
    link("dir", "a/b");
    link("a/b/up", "../../a/b/file");
    link("absolute", root.resolve("a").toString());
    link("chain", "dir/up");
    link("self", ".");

    assertThat(read("/a/direct")).isEqualTo("content");
    assertThat(read("/dir/file")).isEqualTo("content");
    assertThat(read("/dir/up")).isEqualTo("content");
    assertThat(read("/absolute/b/file")).isEqualTo("content");
    assertThat(read("/chain")).isEqualTo("content");
    assertThat(read("/self/self/a/b/file")).isEqualTo("content");
    try (var place = find("/self", Folder.Last.FOLLOWED)) {
      assertThat(place.existing().isDirectory()).isTrue();
    }
  }

  @Test
  void links_that_lead_outside_are_refused() throws Exception {
    link("absolute", outside.toString());
    link("relative", "../outside");
    link("a/deeper", "../../outside/secret");
    link("through", "a/../../outside");
    link("dangling", "../outside/new");
    link("root", "/");
    link("twice", "a/deeper");
    link("sibling", root + "2");

    for (var path :
        List.of(
            "/absolute/secret",
            "/relative/secret",
            "/a/deeper",
            "/through/secret",
            "/dangling",
            "/root" + outside + "/secret",
            "/twice",
            "/sibling")) {
      assertThatThrownBy(() -> read(path)).as(path).hasMessageContaining("outside your folder");
    }
    assertThatThrownBy(() -> find("/absolute", Folder.Last.FOLLOWED))
        .hasMessageContaining("outside your folder");
  }

  @Test
  void the_last_name_can_be_the_link_itself() throws Exception {
    link("absolute", outside.toString());
    try (var place = find("/absolute", Folder.Last.KEPT)) {
      assertThat(place.existing().isSymbolicLink()).isTrue();
      place.directory().deleteFile(place.name());
    }
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void links_in_circles_end() throws Exception {
    link("one", "two");
    link("two", "one");
    link("deep", "deep/deep");
    assertThatThrownBy(() -> read("/one")).isInstanceOf(FileSystemLoopException.class);
    assertThatThrownBy(() -> read("/deep")).isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void a_link_put_where_a_file_was_is_not_opened() throws Exception {
    try (var place = find("/a/b/file", Folder.Last.FOLLOWED)) {
      Files.delete(root.resolve("a/b/file"));
      link("a/b/file", outside.resolve("secret").toString());

      assertThatThrownBy(() -> place.directory().open("file", Set.of(StandardOpenOption.READ)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() ->
              place
                  .directory()
                  .open("file", Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> place.directory().open("file", Set.of(StandardOpenOption.APPEND)))
          .isInstanceOf(IOException.class);
    }
    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void a_link_put_where_a_directory_was_is_not_entered() throws Exception {
    try (var place = find("/a/b", Folder.Last.FOLLOWED)) {
      Files.move(root.resolve("a/b"), root.resolve("a/c"));
      link("a/b", outside.toString());

      assertThatThrownBy(() -> place.directory().enter("b")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void files_are_made_moved_dated_and_removed() throws Exception {
    try (var place = find("/a/new", Folder.Last.FOLLOWED);
        var file =
            place
                .directory()
                .open("new", Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE))) {
      file.write(ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8)));
    }
    try (var from = find("/a/new", Folder.Last.KEPT);
        var to = find("/a/b/moved", Folder.Last.KEPT)) {
      from.directory().rename(from.name(), to.directory(), to.name());
      to.directory().modified("moved", FileTime.fromMillis(1_000));
    }
    assertThat(root.resolve("a/b/moved")).hasContent("new");
    assertThat(Files.getLastModifiedTime(root.resolve("a/b/moved")).toMillis()).isEqualTo(1_000);
    try (var place = find("/a/dir", Folder.Last.KEPT)) {
      place.directory().makeDirectory("dir");
      assertThat(root.resolve("a/dir")).isDirectory();
      place.directory().deleteDirectory("dir");
      assertThat(root.resolve("a/dir")).doesNotExist();
    }
  }

  @Test
  void a_name_is_one_name() throws Exception {
    try (var place = find("/a/x", Folder.Last.KEPT)) {
      assertThatThrownBy(() -> place.directory().attributes("b/file"))
          .hasMessageContaining("cannot be stored here");
      assertThatThrownBy(() -> place.directory().attributes("/etc"))
          .hasMessageContaining("cannot be stored here");
      assertThatThrownBy(() -> place.directory().attributes("a\u0000b"))
          .hasMessageContaining("cannot be stored here");
    }
  }

  @Test
  void no_directory_stays_open() throws Exception {
    link("absolute", outside.toString());
    link("dir", "a/b");
    var before = openFiles();
    for (int i = 0; i < 50; i++) {
      read("/dir/file");
      assertThatThrownBy(() -> read("/absolute/secret")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> read("/a/b/file/x")).isInstanceOf(IOException.class);
    }
    assertThat(openFiles()).isLessThan(before + 25);
  }

  private static int openFiles() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  private Place find(String path, Folder.Last last) throws IOException {
    return folder.find(RemotePath.ROOT.resolve(path), last);
  }

  private String read(String path) throws IOException {
    try (var place = find(path, Folder.Last.FOLLOWED)) {
      place.existing();
      try (var file = place.directory().open(place.name(), Set.of(StandardOpenOption.READ))) {
        var bytes = ByteBuffer.allocate(100);
        file.read(bytes);
        return new String(Arrays.copyOf(bytes.array(), bytes.position()), StandardCharsets.UTF_8);
      }
    }
  }
}
