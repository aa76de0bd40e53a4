package pasvport.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab itself, with real namespaces. */
@Tag("lab")
final class LabTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @BeforeAll
  static void needs_a_machine_that_can_run_a_lab() {
    assumeTrue(Lab.missing().isEmpty(), () -> String.join("; ", Lab.missing()));
  }

  @Nested
  final class Two_hosts_and_a_firewall_between {
    private static Lab lab;
    private static Host client;
    private static Host firewall;
    private static Host server;

    @BeforeAll
    static void build() {
      lab = Lab.open("firewall");
      client = lab.host("client");
      firewall = lab.host("firewall");
      server = lab.host("server");
      lab.link(
          client.at("198.51.100.10/24", "198.51.100.11/24", "2001:db8:1::10/64"),
          firewall.at("198.51.100.1/24", "2001:db8:1::1/64"));
      lab.link(
          firewall.at("10.0.0.1/24", "2001:db8:2::1/64").named("inside"),
          server.at("10.0.0.2/24", "2001:db8:2::2/64"));
      firewall.forwarding(true);
      client.defaultRoute("198.51.100.1");
      client.defaultRoute("2001:db8:1::1");
      server.defaultRoute("10.0.0.1");
      server.defaultRoute("2001:db8:2::1");
    }

    @AfterAll
    static void tear_down() {
      lab.close();
    }

    private static Ran ping(String... words) {
      var command = new ArrayList<>(List.of("ping", "-n", "-c", "1", "-W", "1"));
      command.addAll(List.of(words));
      return client.run(command).within(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8:2::2"})
    void reach_each_other_through_it(String address) {
      assertThat(ping(address).orThrow().stdout()).contains("1 received");
    }

    @Test
    void every_address_of_an_end_can_be_used() {
      assertThat(ping("-I", "198.51.100.11", "10.0.0.2").orThrow().stdout())
          .contains("from 198.51.100.11");
    }

    @Test
    void an_interface_carries_the_name_it_was_given() {
      assertThat(firewall.run("ip", "-o", "link").within(SOON).stdout())
          .contains(": inside@")
          .contains(": eth0@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8:2::2"})
    void do_not_when_its_policy_is_drop(String address) {
      firewall.nft(
          "table inet wall { chain forward { type filter hook forward priority 0; policy drop; }; }");
      try {
        assertThat(ping(address).succeeded()).isFalse();
      } finally {
        firewall.nft("delete table inet wall");
      }
    }

    @Test
    void rules_of_one_host_are_not_those_of_another() {
      server.nft("table ip mine {}");
      assertThat(server.run("nft", "list", "tables").within(SOON).stdout())
          .isEqualTo("table ip mine\n");
      assertThat(client.run("nft", "list", "ruleset").within(SOON).stdout()).isEmpty();
    }

    @Test
    void wrong_rules_are_refused_with_what_nft_says() {
      assertThatThrownBy(() -> firewall.nft("table inet wall { chain forward { polizei drop; }; }"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("firewall: nft -f -: exit code 1")
          .hasMessageContaining("Error: syntax error")
          .hasMessageContaining("polizei");
    }

    @Test
    void a_server_is_there_when_start_returns_and_gone_when_closed() {
      try (var web = serve(server, 8080)) {
        assertThat(fetch(8080).orThrow().stdout()).contains("HTTP/1.1 200");
        assertThat(web.alive()).isTrue();
      }
      assertThat(fetch(8080).exit()).isEqualTo(7); // curl(1): failed to connect
    }

    @Test
    void an_interrupt_is_what_ctrl_c_is() {
      var script = "trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.1; done";
      // A shell cannot trap what was ignored when it began, as in a background job.
      var command = List.of("env", "--default-signal=INT", "sh", "-c", script);
      try (var patient = server.start(command)) {
        patient.awaitStdout("ready", SOON);
        patient.interrupt();
        patient.awaitStdout("interrupted", SOON);
        assertThat(patient.exit(SOON)).hasValue(3);
      }
    }

    @Test
    void a_server_that_is_asked_to_end_is_heard_to_its_last_word() {
      try (var web = serve(server, 8083)) {
        web.terminate();
        assertThat(web.exit(SOON)).hasValue(128 + 15);
      }
      var script = "trap 'echo farewell; exit 3' TERM; echo ready; while :; do sleep 0.1; done";
      try (var polite = server.start(List.of("sh", "-c", script))) {
        polite.awaitStdout("ready", SOON);
        polite.terminate();
        polite.awaitStdout("farewell", SOON);
        assertThat(polite.exit(SOON)).hasValue(3);
      }
    }

    @Test
    void a_port_in_use_is_no_proof_that_a_second_server_listens() {
      try (var _ = serve(server, 8081)) {
        assertThatThrownBy(() -> serve(server, 8081))
            .isInstanceOf(LabException.class)
            .hasMessageContaining("something listens on [8081] already");
      }
    }

    @Test
    void a_server_that_ends_at_once_shows_what_it_said() {
      assertThatThrownBy(() -> server.start(List.of("ip", "no-such-object"), 8082))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("ended before it listened on [8082]")
          .hasMessageContaining("Object \"no-such-object\" is unknown");
    }

    private static Ran fetch(int port) {
      return client.run("curl", "-sS", "-I", "http://10.0.0.2:" + port + "/").within(SOON);
    }
  }

  @Nested
  final class One_host {
    private static Lab lab;
    private static Host host;

    @BeforeAll
    static void build() {
      lab = Lab.open("alone");
      host = lab.host("alone");
    }

    @AfterAll
    static void tear_down() {
      lab.close();
    }

    @Test
    void begins_with_loopback_up_and_without_rules() {
      assertThat(host.run("ip", "-br", "link").within(SOON).stdout())
          .startsWith("lo")
          .hasLineCount(1);
      assertThat(host.run("ping", "-n", "-c", "1", "::1").within(SOON).succeeded()).isTrue();
      assertThat(host.run("nft", "list", "ruleset").within(SOON).stdout()).isEmpty();
    }

    @Test
    void a_failing_command_shows_its_output() {
      var ran = host.run("ip", "address", "add", "nonsense", "dev", "lo").within(SOON);

      assertThat(ran.exit()).isEqualTo(1);
      assertThatThrownBy(ran::orThrow)
          .hasMessageStartingWith("alone: ip address add nonsense dev lo: exit code 1")
          .hasMessageContaining("any valid prefix is expected rather than \"nonsense\"");
    }

    @Test
    void a_program_that_is_not_there_is_named() {
      var ran = host.run("no-such-program").within(SOON);

      assertThat(ran.exit()).isEqualTo(127);
      assertThat(ran.stderr()).contains("no-such-program");
    }

    @Test
    void a_command_that_does_not_end_is_killed_and_shows_what_it_said() {
      var forever = host.run("ping", "-n", "-i", "60", "127.0.0.1");

      assertThatThrownBy(() -> forever.within(Duration.ofMillis(500)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("still running after PT0.5S")
          .hasMessageContaining("PING 127.0.0.1");
      assertThat(Lab.processes(host)).isEmpty();
    }

    @Test
    void words_reach_the_program_as_they_are() {
      var ran = host.run("printf", "[%s]", "a b", "$HOME", "*", ";", "").within(SOON);

      assertThat(ran.stdout()).isEqualTo("[a b][$HOME][*][;][]");
    }

    @Test
    void input_environment_and_folder_are_passed_on() {
      var bytes = "fed\n".getBytes(StandardCharsets.UTF_8);

      assertThat(host.run("cat").reading(bytes).within(SOON).stdout()).isEqualTo("fed\n");
      assertThat(host.run("printenv", "MOOD").with("MOOD", "fine").within(SOON).stdout())
          .isEqualTo("fine\n");
      assertThat(host.run("pwd").in(Path.of("/usr")).within(SOON).stdout()).isEqualTo("/usr\n");
    }

    @Test
    void output_is_kept_up_to_a_bound_and_the_rest_counted() {
      var ran =
          host.run("head", "-c", Integer.toString(Output.LIMIT + 10), "/dev/zero").within(SOON);

      assertThat(ran.stdout()).endsWith("[10 more bytes were not kept]");
    }

    @Test
    void a_name_is_used_once() {
      assertThatThrownBy(() -> lab.host("alone")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lab.host("../evil")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Timeout(60)
  void a_closed_lab_leaves_no_namespace_and_no_process() {
    Host host;
    ProcessHandle daemon;
    try (var lab = Lab.open("closed")) {
      host = lab.host("host");
      daemon = daemon(host);
      assertThat(namespaces()).contains(host.namespace());
    }
    assertThat(namespaces()).doesNotContain(host.namespace());
    assertThat(daemon.isAlive()).isFalse();
  }

  @Test
  void what_a_killed_run_left_behind_is_removed_by_the_next()
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var run =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Killed.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String namespace;
    try (var said = run.inputReader()) {
      namespace = said.readLine();
      assertThat(namespaces()).contains(namespace);
      run.destroyForcibly().waitFor();
    }
    assertThat(namespaces()).contains(namespace);

    Lab.open("next").close();

    assertThat(namespaces()).doesNotContain(namespace);
  }

  @Test
  void what_a_running_lab_uses_is_left_alone() {
    try (var lab = Lab.open("first")) {
      var host = lab.host("host");
      Lab.open("second").close();
      assertThat(namespaces()).contains(host.namespace());
    }
  }

  /** A run that makes a host, says its name and waits to be killed. */
  static final class Killed {
    public static void main(String[] arguments) throws InterruptedException {
      var host = Lab.open("killed").host("host");
      System.out.println(host.namespace());
      Thread.currentThread().join();
    }
  }

  private static Running serve(Host host, int port) {
    var java = Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString();
    return host.start(
        List.of(java, "-b", "::", "-d", "/usr/share", "-p", Integer.toString(port)), port);
  }

  /** A process that has left its parent, as a server does that goes to the background. */
  private static ProcessHandle daemon(Host host) {
    // Java closes the pipes of a process that has ended, and who writes to them then is ended too.
    host.run("sh", "-c", "setsid --fork ping -n -i 60 127.0.0.1 >/dev/null 2>&1")
        .within(SOON)
        .orThrow();
    Optional<ProcessHandle> daemon = Optional.empty();
    // The one that has forked it may still be there for a moment, and it may still be that one.
    while (daemon.isEmpty()) {
      daemon =
          Lab.processes(host).stream()
              .map(ProcessHandle::of)
              .flatMap(Optional::stream)
              .filter(
                  each -> each.info().command().filter(path -> path.endsWith("/ping")).isPresent())
              .findFirst();
    }
    return daemon.get();
  }

  private static List<String> namespaces() {
    try (var names = Files.list(Lab.FOLDER)) {
      return names.map(path -> path.getFileName().toString()).collect(Collectors.toList());
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
