package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about files and directories, and the listings. */
class FilesTest {

  @RegisterExtension static final RunningServer server = RunningServer.start();

  private Raw client;
  private final Path files = server.files("anna");

  @BeforeEach
  void connect() throws Exception {
    client = server.client();
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  static String[] names() {
    return new String[] {
      "plain",
      "Gr\u00fc\u00dfe aus K\u00f6ln.txt",
      "\u65e5\u672c\u8a9e\u306e\u30d5\u30a1\u30a4\u30eb",
      "\ud83d\ude80\ud83d\udc69\u200d\ud83d\ude80",
      "two  spaces",
      " leading and trailing ",
      "quote\"and'apostrophe",
      "-leading-dash",
      "--",
      ".hidden",
      "...",
      "~",
      "back\\slash",
      "star*and?",
      "[brackets]",
      "100%25",
      "{client.home}",
      "tab\there",
      "x".repeat(255),
      "\u00e4".repeat(127)
    };
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_name_goes_all_the_way(String name) throws Exception {
    var content = name.getBytes(StandardCharsets.UTF_8);
    assertThat(client.upload("STOR " + name, content)).startsWith("226 ");
    assertThat(files.resolve(name)).hasBinaryContent(content);
    assertThat(client.download("RETR " + name)).isEqualTo(content);
    assertThat(client.list("NLST")).containsExactly(name);
    assertThat(client.list("LIST")).singleElement().asString().endsWith(" " + name);
    assertThat(client.list("MLSD")).singleElement().asString().endsWith("; " + name);
    assertThat(client.send("SIZE " + name)).isEqualTo("213 " + content.length);
    assertThat(client.send("MLST " + name)).contains("; /" + name + "\n");
    assertThat(client.send("MFMT 20200102030405 " + name)).startsWith("213 Modify=20200102030405;");
    assertThat(client.send("MDTM " + name)).isEqualTo("213 20200102030405");
    assertThat(client.send("RNFR " + name)).startsWith("350 ");
    assertThat(client.send("RNTO renamed")).startsWith("250 ");
    assertThat(client.send("RNFR renamed")).startsWith("350 ");
    assertThat(client.send("RNTO " + name)).startsWith("250 ");
    assertThat(client.send("DELE " + name)).startsWith("250 ");
    assertThat(client.send("MKD " + name))
        .startsWith("257 \"/" + name.replace("\"", "\"\"") + "\" ");
    assertThat(client.send("CWD " + name)).startsWith("250 ");
    assertThat(client.send("PWD")).startsWith("257 \"/" + name.replace("\"", "\"\"") + "\" ");
    assertThat(client.send("CDUP")).startsWith("250 ");
    assertThat(client.send("RMD " + name)).startsWith("250 ");
    assertThat(files).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x256", "nul", "line"})
  void names_that_cannot_be_stored_are_refused_with_the_reason(String kind) throws Exception {
    var name =
        switch (kind) {
          case "x256" -> "x".repeat(256);
          case "nul" -> "a\r\u0000b"; // on the wire; a CR in the name
          default -> "y".repeat(3_000);
        };
    assertThat(client.send("MKD " + name)).matches("5(50|53) .{10,600}");
    assertThat(files).isEmptyDirectory();
  }

  @Test
  void a_full_path_of_many_names_works_until_it_would_not_fit_in_a_reply() throws Exception {
    var name = "\u00e4".repeat(120); // 240 bytes
    for (int i = 0; i < 8; i++) {
      assertThat(client.send("MKD " + name)).startsWith("257 ");
      assertThat(client.send("CWD " + name)).startsWith("250 ");
    }
    assertThat(client.send("MKD " + name)).startsWith("553 ").contains("2000 bytes");
    assertThat(client.send("PWD").length()).isLessThan(2_100);
    assertThat(client.upload("STOR x", new byte[3])).startsWith("226 ");
  }

  @Test
  void whatever_cannot_be_done_is_refused_with_the_reason() throws Exception {
    Files.createDirectories(files.resolve("full/inner"));
    Files.writeString(files.resolve("file"), "content");

    assertThat(client.send("RMD full")).isEqualTo("550 /full: the directory is not empty.");
    assertThat(client.send("RMD file")).startsWith("550 /file: not a directory");
    assertThat(client.send("RMD none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("RMD /")).isEqualTo("550 /: your own folder stays.");
    assertThat(client.send("DELE full")).startsWith("550 /full: a directory; RMD");
    assertThat(client.send("DELE /")).startsWith("550 /: a directory");
    assertThat(client.send("DELE none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("DELE")).startsWith("501 ");
    assertThat(client.send("MKD full")).isEqualTo("550 /full: exists already.");
    assertThat(client.send("MKD none/new")).isEqualTo("550 /none/new: no such file or directory.");
    assertThat(client.send("MKD file/new")).isEqualTo("550 /file/new: not a directory.");
    assertThat(client.send("MKD /")).isEqualTo("550 /: exists already.");
    assertThat(client.send("CWD file")).isEqualTo("550 /file: not a directory.");
    assertThat(client.send("CWD none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("SIZE full")).isEqualTo("550 /full: not a plain file.");
    assertThat(client.send("SIZE none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("MDTM none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("MLST none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("MFMT 20200230000000 file")).startsWith("501 ");
    assertThat(client.send("MFMT 2020 file")).startsWith("501 ");
    assertThat(client.send("MFMT file")).startsWith("501 ");
    assertThat(client.send("MFMT 20200101000000 none")).startsWith("550 ");
    assertThat(client.send("RNFR none")).isEqualTo("550 /none: no such file or directory.");
    assertThat(client.send("RNTO other")).startsWith("503 ");
    assertThat(client.send("RNFR /")).startsWith("550 ");
    assertThat(files.resolve("file")).hasContent("content");
    assertThat(files.resolve("full/inner")).isDirectory();
  }

  @Test
  void size_is_unknown_in_type_a() throws Exception {
    Files.writeString(files.resolve("file"), "a\nb");
    client.send("TYPE A");
    assertThat(client.send("SIZE file")).startsWith("550 ").contains("TYPE I");
  }

  @Test
  void renaming_replaces_a_file_but_no_directory() throws Exception {
    Files.writeString(files.resolve("new"), "new");
    Files.writeString(files.resolve("old"), "old");
    Files.createDirectories(files.resolve("directory"));
    Files.createDirectories(files.resolve("empty"));

    client.send("RNFR new");
    assertThat(client.send("RNTO directory")).isEqualTo("550 /directory: exists already.");
    client.send("RNFR empty");
    assertThat(client.send("RNTO directory")).isEqualTo("550 /directory: exists already.");
    client.send("RNFR directory");
    assertThat(client.send("RNTO directory/inside")).startsWith("550 ");
    client.send("RNFR new");
    assertThat(client.send("RNTO old")).startsWith("250 ");
    assertThat(files.resolve("old")).hasContent("new");
    client.send("RNFR old");
    assertThat(client.send("RNTO /directory/moved")).startsWith("250 ");
    assertThat(files.resolve("directory/moved")).hasContent("new");
  }

  @Test
  void rnto_comes_right_after_rnfr() throws Exception {
    Files.writeString(files.resolve("file"), "");
    client.send("RNFR file");
    client.send("NOOP");
    client.send("PWD");
    assertThat(client.send("RNTO other")).startsWith("503 ");
    client.send("RNFR file");
    Files.delete(files.resolve("file"));
    assertThat(client.send("RNTO other")).isEqualTo("550 /file: no such file or directory.");
    assertThat(client.send("RNTO other")).startsWith("503 ");
  }

  @Test
  void the_working_directory_is_that_of_the_client() throws Exception {
    Files.createDirectories(files.resolve("a/b"));
    assertThat(client.send("CWD a")).startsWith("250 ");
    assertThat(client.send("XCWD b")).startsWith("250 ");
    assertThat(client.send("XPWD")).startsWith("257 \"/a/b\" ");
    assertThat(client.send("XCUP")).startsWith("250 ");
    assertThat(client.send("PWD")).startsWith("257 \"/a\" ");
    assertThat(client.send("CWD ../../../..")).startsWith("250 ");
    assertThat(client.send("PWD")).startsWith("257 \"/\" ");
    assertThat(client.send("CDUP")).startsWith("250 ");
    assertThat(client.send("CWD /a/./b//")).startsWith("250 ");
    assertThat(client.send("PWD")).startsWith("257 \"/a/b\" ");
  }

  @Test
  void listings_show_files_and_directories_in_order_with_size_and_time() throws Exception {
    Files.createDirectories(files.resolve("dir"));
    Files.writeString(files.resolve("b"), "12345");
    Files.writeString(files.resolve("a"), "");
    Files.setLastModifiedTime(
        files.resolve("a"), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    Files.setLastModifiedTime(
        files.resolve("b"), FileTime.from(Instant.parse("2002-02-03T04:05:06Z")));

    assertThat(client.list("LIST"))
        .satisfiesExactly(
            line -> assertThat(line).matches("-rw-r--r-- 1 ftp +ftp +0 Feb 03  2001 a"),
            line -> assertThat(line).matches("-rw-r--r-- 1 ftp +ftp +5 Feb 03  2002 b"),
            line ->
                assertThat(line)
                    .matches("drwxr-xr-x 1 ftp +ftp +\\d+ \\w{3} \\d\\d \\d\\d:\\d\\d dir"));
    assertThat(client.list("NLST")).containsExactly("a", "b", "dir");
    assertThat(client.list("MLSD"))
        .satisfiesExactly(
            line ->
                assertThat(line).isEqualTo("Type=file;Size=0;Modify=20010203040506;Perm=adfrw; a"),
            line ->
                assertThat(line).isEqualTo("Type=file;Size=5;Modify=20020203040506;Perm=adfrw; b"),
            line -> assertThat(line).matches("Type=dir;Modify=\\d{14};Perm=cdeflmp; dir"));
    assertThat(client.send("MLST b"))
        .isEqualTo(
            "250-As it is now:\n Type=file;Size=5;Modify=20020203040506;Perm=adfrw; /b\n250 End");
    assertThat(client.send("MLST")).contains("Type=dir;").contains("; /\n");
    assertThat(client.send("STAT b")).startsWith("213-").contains(" b\n");
    assertThat(client.send("STAT")).startsWith("211-").contains("Logged in as anna");
  }

  @Test
  void listings_understand_options_paths_and_patterns() throws Exception {
    Files.createDirectories(files.resolve("dir"));
    for (var name : new String[] {"one.txt", "two.txt", "three.bin", "-la"}) {
      Files.writeString(files.resolve("dir").resolve(name), "");
    }
    assertThat(client.list("NLST dir")).containsExactly("-la", "one.txt", "three.bin", "two.txt");
    assertThat(client.list("NLST dir/*.txt")).containsExactly("dir/one.txt", "dir/two.txt");
    assertThat(client.list("NLST dir/t*")).containsExactly("dir/three.bin", "dir/two.txt");
    assertThat(client.list("NLST dir/t??.txt")).containsExactly("dir/two.txt");
    assertThat(client.list("NLST dir/*.none")).isEmpty();
    assertThat(client.list("NLST dir/one.txt")).containsExactly("dir/one.txt");
    assertThat(client.list("LIST dir/one.txt")).singleElement().asString().endsWith(" one.txt");
    client.send("CWD dir");
    assertThat(client.list("LIST -la")).hasSize(4);
    assertThat(client.list("LIST -a -l *.txt")).hasSize(2);
    assertThat(client.list("LIST one.txt")).hasSize(1);
    assertThat(client.list("NLST ./-la")).containsExactly("./-la");
    assertThat(client.list("NLST -- -la")).containsExactly("-la");
    assertThat(client.list("NLST -1")).hasSize(4);
    client.data().close();
    assertThat(client.send("LIST none")).isEqualTo("550 /dir/none: no such file or directory.");
    client.data().close();
    assertThat(client.send("MLSD one.txt")).startsWith("501 ");
    client.data().close();
    assertThat(client.send("MLSD none")).startsWith("550 ");
  }

  @Test
  void a_name_with_line_ends_is_one_line() throws Exception {
    Files.writeString(files.resolve("a\r\n-rw-r--r-- 1 ftp ftp 1 Jan 01  2000 b"), "");
    assertThat(client.list("LIST")).hasSize(1);
    assertThat(client.list("MLSD")).hasSize(1);
    assertThat(client.list("NLST")).hasSize(1);
  }

  @Test
  void a_name_on_the_disk_that_is_not_utf_8_does_not_spoil_the_listing() throws Exception {
    Files.writeString(files.resolve("file"), "");
    var made =
        new ProcessBuilder("sh", "-c", "touch \"$1/$(printf 'a\\377')\"", "sh", files.toString())
            .start();
    assertThat(made.waitFor()).isZero();
    assertThat(client.list("MLSD")).singleElement().asString().endsWith("; file");
    try (var all = Files.newDirectoryStream(files)) {
      for (var path : all) {
        Files.delete(path);
      }
    }
  }

  @Test
  void a_directory_of_more_names_than_are_sorted_is_listed_whole() throws Exception {
    int count = 50_500;
    for (int i = 0; i < count; i++) {
      Files.createFile(files.resolve("f" + i));
    }
    assertThat(client.list("NLST")).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void features_are_those_that_work() throws Exception {
    assertThat(client.send("FEAT"))
        .isEqualTo(
            "211-Features:\n EPSV\n MDTM\n MFMT\n MLST Type*;Size*;Modify*;Perm*;\n REST STREAM\n"
                + " SIZE\n TVFS\n UTF8\n211 End");
    assertThat(client.send("OPTS MLST size;type;size;unknown;"))
        .isEqualTo("200 MLST OPTS Type;Size;");
    assertThat(client.send("FEAT")).contains(" MLST Type*;Size*;Modify;Perm;\n");
    Files.writeString(files.resolve("a"), "");
    assertThat(client.list("MLSD")).containsExactly("Type=file;Size=0; a");
    assertThat(client.send("OPTS MLST")).isEqualTo("200 MLST OPTS");
    assertThat(client.list("MLSD")).containsExactly(" a");
    assertThat(client.send("OPTS UTF8 ON")).startsWith("200 ");
    assertThat(client.send("OPTS utf8 on")).startsWith("200 ");
  }

  @Test
  void a_directory_can_be_dated() throws Exception {
    Files.createDirectories(files.resolve("dir"));
    assertThat(client.send("MFMT 20010203040506.789 dir"))
        .isEqualTo("213 Modify=20010203040506; /dir");
    assertThat(Files.getLastModifiedTime(files.resolve("dir")).toInstant())
        .isEqualTo(Instant.parse("2001-02-03T04:05:06Z"));
  }
}
