package pasvport.importers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.site.ServerSettings.Product;

/** What is seen of servers that run, in a folder made as /proc is. */
class RunningServerTest {

  @TempDir private Path folder;

  private void listening(String... portsAndInodes) throws IOException {
    var table = new StringBuilder("  sl  local_address rem_address   st …\n");
    for (var each : portsAndInodes) {
      table.append(
          "   0: 00000000:%s 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %s 1\n"
              .formatted(each.substring(0, 4), each.substring(5)));
    }
    Files.createDirectories(folder.resolve("proc/self/net"));
    Files.writeString(folder.resolve("proc/self/net/tcp"), table);
  }

  private void process(String pid, String commandLine, String... inodes) throws IOException {
    var fd = Files.createDirectories(folder.resolve("proc/" + pid + "/fd"));
    Files.writeString(folder.resolve("proc/" + pid + "/cmdline"), commandLine.replace(' ', '\0'));
    for (var index = 0; index < inodes.length; index++) {
      Files.createSymbolicLink(
          fd.resolve(Integer.toString(index)), Path.of("socket:[" + inodes[index] + "]"));
    }
  }

  private List<RunningServer> seen() {
    return RunningServer.in(folder.resolve("proc"));
  }

  @Test
  void a_server_is_known_by_its_program_and_its_ports_by_their_sockets() throws IOException {
    listening("0015 501", "03DE 502", "0016 503");
    process("100", "/usr/sbin/vsftpd /etc/vsftpd.conf", "501", "502", "9");
    process("101", "/usr/sbin/sshd -D", "503");
    process("102", "/usr/sbin/vsftpd", "9");
    assertThat(seen())
        .containsExactly(
            new RunningServer(
                Product.VSFTPD,
                100,
                List.of(21, 990),
                List.of("/usr/sbin/vsftpd", "/etc/vsftpd.conf")));
  }

  @Test
  void pyftpdlib_is_known_by_its_module_and_read_from_its_command_line() throws Exception {
    listening("0849 501");
    process("7", "python3 -m pyftpdlib -p 2121 -r 40000-40009", "501");
    var found = Whereabouts.search(seen(), Disk.below(folder), Optional.empty());
    assertThat(found).hasSize(1);
    var service = found.getFirst().read(Disk.below(folder)).services().getFirst();
    assertThat(service.at().port()).isEqualTo(2121);
    assertThat(service.provenance()).isEqualTo("process 7:1");
  }

  @Test
  void the_file_on_its_command_line_wins_over_the_usual_one() throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/vsftpd.conf"), "listen=YES\n");
    Files.writeString(folder.resolve("etc/other.conf"), "listen=YES\nlisten_port=2121\n");
    listening("0849 501");
    process("7", "/usr/sbin/vsftpd /etc/other.conf", "501");
    assertThat(Whereabouts.search(seen(), Disk.below(folder), Optional.empty()))
        .extracting(Whereabouts.Found::command)
        .containsExactly("pasvport import /etc/other.conf");
    assertThat(Whereabouts.search(List.of(), Disk.below(folder), Optional.empty()))
        .extracting(Whereabouts.Found::command)
        .containsExactly("pasvport import /etc/vsftpd.conf");
  }
}
