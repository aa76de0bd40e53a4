package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client library that others wrote makes of the server. */
class CommonsNetTest {

  @RegisterExtension static final RunningServer server = RunningServer.start();

  private final Path files = server.files("anna");
  private final FTPClient client = new FTPClient();

  @BeforeEach
  void connect() throws Exception {
    client.setAutodetectUTF8(true);
    client.connect(server.address().getAddress(), server.address().getPort());
    assertThat(client.login("anna", RunningServer.PASSWORD)).isTrue();
    client.enterLocalPassiveMode();
    client.setFileType(FTP.BINARY_FILE_TYPE);
  }

  @AfterEach
  void disconnect() throws Exception {
    assertThat(client.logout()).isTrue();
    client.disconnect();
  }

  @Test
  void a_tree_is_stored_listed_fetched_and_removed() throws Exception {
    var content = "content".getBytes(StandardCharsets.UTF_8);
    assertThat(client.makeDirectory("M\u00fcll \u65e5\u672c")).isTrue();
    assertThat(client.changeWorkingDirectory("M\u00fcll \u65e5\u672c")).isTrue();
    assertThat(client.printWorkingDirectory()).isEqualTo("/M\u00fcll \u65e5\u672c");
    assertThat(client.storeFile("\ud83d\ude80 1", new ByteArrayInputStream(content))).isTrue();
    assertThat(client.makeDirectory("below")).isTrue();

    assertThat(client.listNames()).containsExactly("below", "\ud83d\ude80 1");
    assertThat(client.listFiles())
        .extracting(FTPFile::getName)
        .containsExactly("below", "\ud83d\ude80 1");
    assertThat(client.listFiles()).extracting(FTPFile::isDirectory).containsExactly(true, false);
    assertThat(client.mlistDir()).extracting(FTPFile::getSize).contains(7L);
    assertThat(client.getSize("\ud83d\ude80 1")).isEqualTo("7");
    var fetched = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("\ud83d\ude80 1", fetched)).isTrue();
    assertThat(fetched.toByteArray()).isEqualTo(content);

    assertThat(client.rename("\ud83d\ude80 1", "below/2")).isTrue();
    assertThat(client.deleteFile("below/2")).isTrue();
    assertThat(client.removeDirectory("below")).isTrue();
    assertThat(client.changeToParentDirectory()).isTrue();
    assertThat(client.removeDirectory("M\u00fcll \u65e5\u672c")).isTrue();
    assertThat(files).isEmptyDirectory();
  }

  @Test
  void transfers_are_resumed_both_ways() throws Exception {
    Files.writeString(files.resolve("file"), "01234");
    client.setRestartOffset(5);
    assertThat(
            client.storeFile(
                "file", new ByteArrayInputStream("56".getBytes(StandardCharsets.UTF_8))))
        .isTrue();
    assertThat(
            client.appendFile(
                "file", new ByteArrayInputStream("789".getBytes(StandardCharsets.UTF_8))))
        .isTrue();
    client.setRestartOffset(8);
    var fetched = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("file", fetched)).isTrue();
    assertThat(fetched.toString(StandardCharsets.UTF_8)).isEqualTo("89");
  }

  @Test
  void times_are_read_and_set_to_the_second() throws Exception {
    Files.writeString(files.resolve("file"), "");
    assertThat(client.setModificationTime("file", "20240229123456")).isTrue();
    assertThat(client.mdtmInstant("file")).isEqualTo(Instant.parse("2024-02-29T12:34:56Z"));
    assertThat(client.mlistFile("file").getTimestampInstant())
        .isEqualTo(Instant.parse("2024-02-29T12:34:56Z"));
  }

  @Test
  void features_are_understood() throws Exception {
    assertThat(client.features()).isTrue();
    for (var feature : Arrays.asList("UTF8", "MLST", "REST", "SIZE", "MDTM", "MFMT", "EPSV")) {
      assertThat(client.hasFeature(feature)).as(feature).isTrue();
    }
    assertThat(client.getSystemType()).isEqualTo("UNIX Type: L8");
    assertThat(client.getStatus()).contains("anna");
    assertThat(client.storeUniqueFile(new ByteArrayInputStream(new byte[1]))).isTrue();
  }
}
