package pasvport.trials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Running;
import pasvport.trials.server.Vsftpd;

/**
 * {@code pasvport explain} on the host of a real vsftpd, whose nftables let in a part of the ports
 * that it announces: live, and afterwards from its log and conntrack's events.
 */
@Tag("lab")
final class ExplainTest {
  private static final String CLIENT = "198.51.100.10";
  private static final String SERVER = "198.51.100.1";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** The table that {@code explain --follow} makes. */
  private static final String OURS = "pasvport-explain-";

  private static final String DROP = "tcp dport 1024-65535 ct state new drop";

  @TempDir private Path folder;
  private Lab lab;
  private Host client;
  private Host server;
  private Outpost outside;
  private Vsftpd vsftpd;

  @BeforeEach
  void build() throws IOException {
    var missing = new ArrayList<>(Lab.missing());
    for (var program : List.of("vsftpd", "conntrack")) {
      if (!Lab.installed(program)) {
        missing.add("the trial needs the program " + program);
      }
    }
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    lab = Lab.open("explain");
    client = lab.host("client");
    server = lab.host("server");
    lab.link(client, CLIENT + "/24", server, SERVER + "/24");
    vsftpd = Vsftpd.start(server, 21, folder.resolve("vsftpd"));
    vsftpd.put("digits", "0123456789".getBytes(UTF_8));
    outside = new Outpost(client);
  }

  @AfterEach
  void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void a_dropped_port_is_told_live_with_its_rule_and_our_rules_go() {
    wall(DROP);
    try (var explain = follow()) {
      knock();
      explain.awaitStdout("BLOCKED (proved): " + CLIENT, PATIENCE);
      explain.awaitStdout("dropped by the rule \"" + DROP + "\"", PATIENCE);
      explain.awaitStdout("nft list ruleset:", PATIENCE);
      explain.interrupt();
      assertThat(explain.exit(PATIENCE)).isPresent();
    }
    assertThat(tables()).doesNotContain(OURS).contains("wall");
  }

  @Test
  void our_rules_go_also_when_we_are_killed() {
    var explain = follow();
    explain.close();
    await().atMost(PATIENCE).until(() -> !tables().contains(OURS));
  }

  @Test
  void a_healthy_transfer_is_told_as_one() {
    wall("");
    try (var explain = follow()) {
      String got =
          outside.call(() -> {
            try (var wire = Wire.to(SERVER, 21).login("anonymous", "guest")) {
              return new String(wire.epsv().retrieve("pub/digits"), UTF_8);
            }
          });
      assertThat(got).isEqualTo("0123456789");
      explain.awaitStdout("WORKED (proved): " + CLIENT, PATIENCE);
      assertThat(explain.stdout()).doesNotContain("BLOCKED", "FAILED", "LOST");
    }
  }

  @Test
  void a_dropped_port_is_told_afterwards_from_the_logs_of_kernel_and_server() throws IOException {
    var switched = Path.of("/proc/sys/net/netfilter/nf_log_all_netns");
    assumeTrue(Files.isWritable(switched), "the kernel logs no packets of namespaces here");
    var before = Files.readString(switched);
    var prefix = "wall-" + ProcessHandle.current().pid();
    var rule = "tcp dport 1024-65535 ct state new log prefix \"%s: \" drop".formatted(prefix);
    try {
      Files.writeString(switched, "1");
      wall(rule);
      knock();
    } finally {
      Files.writeString(switched, before);
    }
    var rules =
        Files.writeString(
            folder.resolve("rules.nft"),
            server.run("nft", "list", "ruleset").within(PATIENCE).orThrow().stdout());
    var kernel =
        Files.write(
            folder.resolve("kernel.log"),
            server
                .run("dmesg")
                .within(PATIENCE)
                .orThrow()
                .stdout()
                .lines()
                .filter(line -> line.contains(prefix))
                .toList());
    var explain = explain("--rules", rules.toString(), log().toString(), kernel.toString());
    assertThat(explain.exit(PATIENCE)).hasValue(1);
    assertThat(explain.stdout())
        .contains("BLOCKED (proved): " + CLIENT)
        .contains("dropped by the rule with the log prefix \"" + prefix + ":\"")
        .containsPattern("rules\\.nft:\\d+: " + Pattern.quote(rule));
  }

  private Running follow() {
    var explain = explain("--follow", "--client", CLIENT, log().toString());
    explain.awaitStderr("Following " + CLIENT, PATIENCE);
    await().atMost(PATIENCE).until(() -> tables().contains(OURS));
    return explain;
  }

  /** Asks for a file, and calls the port that is announced for it. */
  private void knock() {
    outside.call(() -> {
      try (var wire = Wire.to(SERVER, 21).login("anonymous", "guest")) {
        int port = wire.epsvPort();
        wire.send("RETR pub/digits");
        return Wire.knock(CLIENT, SERVER, port);
      }
    });
  }

  private void wall(String rule) {
    server.nft(
        """
        table inet wall {
          chain input {
            type filter hook input priority filter; policy accept;
            ct state established,related accept
            tcp dport 21 ct state new accept
            %s
          }
        }
        """
            .formatted(rule));
  }

  private Running explain(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main",
                "explain"));
    command.addAll(List.of(arguments));
    return server.start(command);
  }

  private Path log() {
    return folder.resolve("vsftpd/log");
  }

  private String tables() {
    return server.run("nft", "list", "tables").within(PATIENCE).orThrow().stdout();
  }
}
