package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine;

/** What {@code pasvport init} asks, offers and writes, on a host that the test decides. */
class InitTest {
  @TempDir private Path folder;

  private final Deque<String> typed = new ArrayDeque<>();
  private final List<String> shown = new ArrayList<>();
  private final Set<Integer> taken = new HashSet<>();
  private boolean terminal = true;
  private Optional<InetAddress> ftp = Optional.empty();

  private static final HostAddresses ADDRESSES =
      new HostAddresses() {
        @Override
        public boolean isLocal(InetAddress address) {
          return address.isLoopbackAddress() || address.equals(InetAddress.ofLiteral("10.0.0.1"));
        }

        @Override
        public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
          return ipv6 ? Optional.empty() : Optional.of(InetAddress.ofLiteral("10.0.0.1"));
        }
      };

  private Run init(String... arguments) {
    CheckHost ports =
        new CheckHost() {
          @Override
          public Port port(InetSocketAddress at) {
            return taken.contains(at.getPort()) ? Port.TAKEN : Port.FREE;
          }

          @Override
          public List<InetAddress> addresses(String name) throws UnknownHostException {
            throw new UnknownHostException(name);
          }
        };
    InitHost host =
        new InitHost() {
          @Override
          public Optional<InetAddress> listener(int port) {
            return port == 21 ? ftp : Optional.empty();
          }

          @Override
          public Optional<Network> privateNetwork() {
            return Optional.of(Network.parse("10.0.0.0/24"));
          }
        };
    InitTerminal person =
        new InitTerminal() {
          @Override
          public boolean isThere() {
            return terminal;
          }

          @Override
          public Optional<String> ask(String prompt) {
            shown.add(prompt);
            return Optional.ofNullable(typed.poll());
          }

          @Override
          public void say(String text) {
            shown.add(text);
          }
        };
    CommandLine verb = new CommandLine(new Init(ADDRESSES, ports, host, person));
    verb.getCommandSpec().exitCodeOnInvalidInput(Main.USAGE);
    List<String> all = new ArrayList<>(List.of("--site", file().toString()));
    all.addAll(List.of(arguments));
    return Run.of(verb, all.toArray(String[]::new));
  }

  private Path file() {
    return folder.resolve("pasvport.yaml");
  }

  private Site written() throws IOException, SiteException {
    return Site.parse(Files.readString(file()), "pasvport.yaml", ADDRESSES).site();
  }

  @Test
  void yes_takes_what_is_likely_right_and_says_what_comes_next() throws Exception {
    terminal = false;
    Run ran = init("--yes");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).last().asString().isEqualTo("Next: pasvport up --site " + file());
    assertThat(ran.err()).isEmpty();
    assertThat(written().listen()).containsExactly(new Endpoint("*", 21));
    assertThat(written().server()).isEmpty();
    assertThat(written().passive()).isEqualTo(Site.defaults().passive());
  }

  @Test
  void a_server_on_port_21_is_found_and_the_gateway_gets_out_of_its_way() throws Exception {
    ftp = Optional.of(InetAddress.ofLiteral("0.0.0.0"));
    taken.add(21);
    taken.add(50003);
    assertThat(init("--yes").code()).isZero();
    assertThat(written().server()).contains(new Endpoint("127.0.0.1", 21));
    assertThat(written().listen()).containsExactly(new Endpoint("*", 2121));
    assertThat(written().passive().ports()).isEqualTo(new PortRange(50010, 50019));
  }

  @Test
  void what_is_answered_is_written() throws Exception {
    typed.addAll(List.of("10.0.0.20", "", "40000-40004", "ftp.example.com", ""));
    assertThat(init().code()).isZero();
    assertThat(shown).hasSize(5);
    assertThat(shown.get(3)).contains("10.0.0.1").contains("[none]");
    Site site = written();
    assertThat(site.server()).contains(new Endpoint("10.0.0.20", 21));
    assertThat(site.passive().ports()).isEqualTo(new PortRange(40000, 40004));
    assertThat(site.passive().address()).isEqualTo(new Advertise.Name("ftp.example.com"));
    assertThat(site.passive().addressFor(InetAddress.ofLiteral("10.0.0.7")))
        .isEqualTo(new Advertise.SameAsControl());
  }

  @Test
  void an_answer_that_cannot_be_is_said_so_and_asked_again() throws Exception {
    typed.addAll(List.of("", "70000", "2121", "", ""));
    assertThat(init().code()).isZero();
    assertThat(shown).anyMatch(line -> line.contains("ports"));
    assertThat(written().listen()).containsExactly(new Endpoint("*", 2121));
  }

  @Test
  void options_are_not_asked_and_take_their_values_without_a_terminal() throws Exception {
    terminal = false;
    Run ran =
        init(
            "--yes",
            "--server=none",
            "--listen=*:2100",
            "--ports=41000",
            "--outside-address=198.51.100.4",
            "--inside",
            "10.0.0.0/8",
            "2001:db8::/32");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    Site site = written();
    assertThat(site.listen()).containsExactly(new Endpoint("*", 2100));
    assertThat(site.passive().ports()).isEqualTo(new PortRange(41000, 41000));
    assertThat(site.passive().addressFor().getFirst().clients()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--server=*:21, names no server",
    "--listen=70000, ports",
    "--ports=9-1, reversed",
    "--outside-address=a_b?, neither",
    "--inside=10.0.0.1/8, 10.0.0.0/8"
  })
  void an_option_that_cannot_be_is_wrong_usage(String option, String why) {
    Run ran = init("--yes", option);
    assertThat(ran.code()).isEqualTo(Main.USAGE);
    assertThat(String.join("\n", ran.err())).contains(option.split("=", 2)[0]).contains(why);
    assertThat(file()).doesNotExist();
  }

  @Test
  void without_a_terminal_and_without_yes_nobody_can_be_asked() {
    terminal = false;
    Run ran = init();
    assertThat(ran.code()).isEqualTo(Main.USAGE);
    assertThat(String.join("\n", ran.err())).contains("--yes");
  }

  @Test
  void a_file_that_is_there_stays_unless_forced() throws Exception {
    Files.writeString(file(), "listen: 2199\n");
    Run refused = init("--yes");
    assertThat(refused.code()).isEqualTo(Main.WRONG);
    assertThat(refused.err()).singleElement().asString().contains("--force");
    assertThat(Files.readString(file())).isEqualTo("listen: 2199\n");

    assertThat(init("--yes", "--force").code()).isZero();
    assertThat(written().listen()).containsExactly(new Endpoint("*", 21));
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void answers_that_make_no_site_are_not_written() {
    Run ran = init("--yes", "--listen=50005", "--ports=50000-50009");
    assertThat(ran.code()).isEqualTo(Main.WRONG);
    assertThat(String.join("\n", ran.err())).contains("passive.ports").contains("50005");
    assertThat(file()).doesNotExist();
  }

  @Test
  void an_input_that_ends_writes_nothing() {
    typed.add("none");
    assertThat(init().code()).isEqualTo(Main.WRONG);
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "'   0: 00000000:0015 00000000:0000 0A 00000000:00000000', 0.0.0.0",
    "'  12: 0100007F:0015 00000000:0000 0A 00000000:00000000', 127.0.0.1",
    "'   1: 00000000000000000000000000000000:0015 00000000000000000000000000000000:0000 0A 0', ::",
    "'   1: 0000000000000000FFFF00000100007F:0015 00000000000000000000000000000000:0000 0A 0', 127.0.0.1",
    "'   0: 0100007F:0015 0100007F:9999 01 00000000:00000000', ",
    "'   0: 00000000:0016 00000000:0000 0A 00000000:00000000', ",
    "'  sl  local_address rem_address   st tx_queue', "
  })
  void a_listener_is_found_in_the_kernels_table(String line, String address) {
    Optional<InetAddress> expected = Optional.ofNullable(address).map(InetAddress::ofLiteral);
    assertThat(InitHost.listener(21, List.of(line))).isEqualTo(expected);
  }
}
