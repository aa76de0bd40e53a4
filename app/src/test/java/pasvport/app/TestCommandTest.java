package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.doctor.ends.Kinds;
import pasvport.doctor.finding.Catalogue;

class TestCommandTest {

  @TempDir private Path folder;

  @Test
  void every_finding_is_listed() {
    var run = Run.of(Main.commandLine(), "test", "--findings");
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSize(Catalogue.kinds().size() + Kinds.all().size());
  }

  @Test
  void without_a_url_it_is_wrong_usage() {
    var run = Run.of(Main.commandLine(), "test");
    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err()).anyMatch(line -> line.contains("ftp://ftp.example.com"));
  }

  @Test
  void a_user_without_a_password_is_wrong_usage() {
    assertThat(Run.of(Main.commandLine(), "test", "ftp://alice@localhost/").code()).isEqualTo(64);
  }

  @Test
  void an_unreadable_password_file_is_said() {
    var run =
        Run.of(
            Main.commandLine(),
            "test",
            "ftp://alice@localhost/",
            "--password-file",
            "/nowhere/file");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).anyMatch(line -> line.contains("/nowhere/file"));
  }

  @Test
  void a_name_without_an_address_could_not_be_tested() {
    var run = Run.of(Main.commandLine(), "test", "ftp://nothing.invalid/");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).anyMatch(line -> line.contains("name-not-found"));
  }

  @Test
  void a_shut_port_is_a_finding_in_text_json_and_the_report() throws IOException {
    var url = "ftp://127.0.0.1:%d/".formatted(freePort());
    var page = folder.resolve("report.html");
    var text = Run.of(Main.commandLine(), "test", url, "--report", page.toString());
    var json = Run.of(Main.commandLine(), "test", url, "--json");

    assertThat(text.code()).isEqualTo(1);
    assertThat(text.out()).first().asString().startsWith(url + " does not work");
    assertThat(text.out()).anyMatch(line -> line.contains("control-refused"));
    assertThat(text.err()).anyMatch(line -> line.contains("connecting to 127.0.0.1"));
    assertThat(json.out())
        .anyMatch(line -> line.contains("\"id\": \"control-refused\""))
        .anyMatch(line -> line.contains("\"exit\": 1"));
    assertThat(Files.readString(page))
        .contains("<svg", "control-refused")
        .doesNotContain("src=", "http://", "https://");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
