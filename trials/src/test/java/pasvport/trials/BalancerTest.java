package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.trials.client.Curl;
import pasvport.trials.client.Entry;
import pasvport.trials.client.Mode;
import pasvport.trials.client.Tls;
import pasvport.trials.server.Vsftpd;

/**
 * A real HAProxy between client and gateway, for control and data, which says who the client is.
 *
 * <pre>
 *   client                 balancer                     gateway, with vsftpd
 *   198.51.100.10  ──────  198.51.100.1   10.0.0.5 ──── 10.0.0.2
 * </pre>
 *
 * The balancer forwards no packets, so there is no other way.
 */
@Tag("lab")
final class BalancerTest {
  private static final String CLIENT = "198.51.100.10";
  private static final String BALANCER = "198.51.100.1";

  /** Control port and the first half of the range with version 1, the rest with version 2. */
  private static final String CONFIGURATION =
      """
      defaults
        mode tcp
        timeout connect 10s
        timeout client 60s
        timeout server 60s
      listen control-1
        bind 198.51.100.1:2121
        server gateway 10.0.0.2:2121 send-proxy
      listen control-2
        bind 198.51.100.1:2122
        server gateway 10.0.0.2:2121 send-proxy-v2
      listen data-1
        bind 198.51.100.1:50000-50001
        server gateway 10.0.0.2 send-proxy
      listen data-2
        bind 198.51.100.1:50002-50003
        server gateway 10.0.0.2 send-proxy-v2
      """;

  @TempDir private static Path folder;
  private static Lab lab;
  private static Host client;
  private static Vsftpd vsftpd;
  private static Pasvport pasvport;

  @BeforeAll
  static void build() throws IOException {
    var missing = new ArrayList<>(Lab.missing());
    Stream.of("curl", "vsftpd", "haproxy")
        .filter(program -> !Lab.installed(program))
        .forEach(program -> missing.add("the trials need the program " + program));
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    lab = Lab.open("balancer");
    client = lab.host("client");
    var balancer = lab.host("balancer");
    var gateway = lab.host("gateway");
    lab.link(client.at(CLIENT + "/24"), balancer.at(BALANCER + "/24"));
    lab.link(balancer.at("10.0.0.5/24"), gateway.at("10.0.0.2/24"));
    vsftpd = Vsftpd.start(gateway, 21, folder.resolve("vsftpd"));
    pasvport =
        Pasvport.up(
            gateway,
            folder.resolve("home"),
            2121,
            """
            listen: 2121
            server: 127.0.0.1
            passive: { ports: 50000-50003 }
            proxy-protocol: { control: 10.0.0.5, data: 10.0.0.5 }
            access: { allow: 198.51.100.0/24 }
            """);
    var configuration = Files.writeString(folder.resolve("haproxy.cfg"), CONFIGURATION);
    balancer.start(List.of("haproxy", "-db", "-f", configuration.toString()), 2121);
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PASV", "EPSV"})
  void files_go_both_ways_through_it_and_the_log_names_the_client(Mode mode) throws IOException {
    for (int control : new int[] {2121, 2122}) {
      var curl =
          new Curl(
              client, new Entry(BALANCER, control, Vsftpd.USER, Vsftpd.PASSWORD, Tls.NONE), mode);
      byte[] content = Content.of(control, 3_000_000);
      for (int round = 0; round < 6; round++) {
        String name = mode + "-" + control + "-" + round;
        var local = Files.write(folder.resolve(name), content);
        int from = pasvport.logged();
        curl.upload(local, "pub/" + name);
        pasvport.awaitLogged(
            from, " transfer ", "client=\"" + CLIENT + "\"", "STOR", "result=\"226\"");
        assertThat(vsftpd.files().resolve(name)).hasBinaryContent(content);

        vsftpd.put("down-" + name, content);
        var fetched = folder.resolve("down-" + name);
        curl.download("pub/down-" + name, fetched);
        assertThat(fetched).hasBinaryContent(content);
      }
    }
  }
}
