package pasvport.trials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pasvport.trials.AllServers.Behind;

/** Commands that few clients send, through the gateway to every server. */
@Tag("lab")
final class CommandsTest {
  private static final byte[] DIGITS = "0123456789".getBytes(UTF_8);

  @TempDir private static Path folder;
  private static AllServers all;
  private static Outpost outside;

  @BeforeAll
  static void build() throws IOException {
    all = AllServers.open("commands", folder);
    outside = new Outpost(all.network.outside);
  }

  @AfterAll
  static void tear_down() {
    if (all != null) {
      all.close();
    }
  }

  /** What is done with a session that is logged in, in the outpost. */
  private interface Talk<T> extends Serializable {
    T with(Wire wire) throws Exception;
  }

  private static <T> T talk(Behind behind, String host, Talk<T> talk) {
    var server = all.server(behind);
    String user = server.user();
    String password = server.password();
    String into = server.folder();
    int port = behind.port;
    return outside.call(() -> {
      try (var wire = Wire.to(host, port)) {
        wire.login(user, password);
        if (!into.isEmpty()) {
          Wire.expect("250", wire.ask("CWD " + into));
        }
        return talk.with(wire);
      }
    });
  }

  private static <T> T talk(Behind behind, Talk<T> talk) {
    return talk(behind, NatLab.PUBLIC, talk);
  }

  /** The replies to these commands, one after the other. */
  private static List<String> replies(Behind behind, String host, String... commands) {
    return List.of(
        talk(
            behind,
            host,
            wire -> {
              var replies = new String[commands.length];
              for (int number = 0; number < commands.length; number++) {
                replies[number] = wire.ask(commands[number]);
              }
              return replies;
            }));
  }

  @ParameterizedTest
  @EnumSource
  void epsv_all_rules_out_every_other_way(Behind behind) {
    var replies =
        replies(
            behind,
            NatLab.PUBLIC,
            "EPSV ALL",
            "PASV",
            "PORT 198,51,100,10,200,1",
            "EPRT |1|198.51.100.10|51201|",
            "EPSV");
    assertThat(replies).element(0).asString().startsWith("200 ");
    assertThat(replies.subList(1, 4)).allMatch(reply -> reply.startsWith("503 "));
    assertThat(replies).element(4).asString().startsWith("229 ");
  }

  @ParameterizedTest
  @EnumSource
  void epsv_of_the_other_family_is_refused_with_the_right_one(Behind behind) {
    var four = replies(behind, NatLab.PUBLIC, "EPSV 2", "EPSV 1");
    var six = replies(behind, NatLab.PUBLIC_6, "EPSV 1", "EPSV 2");
    assertThat(four.getFirst()).startsWith("522 ").contains("(1)");
    assertThat(four.getLast()).startsWith("229 ");
    assertThat(six.getFirst()).startsWith("522 ").contains("(2)");
    assertThat(six.getLast()).startsWith("229 ");
  }

  @ParameterizedTest
  @EnumSource
  void a_restart_holds_before_and_after_the_port_is_asked_for(Behind behind) throws IOException {
    all.server(behind).put("digits", DIGITS);
    String got =
        talk(
            behind,
            wire -> {
              Wire.expect("350", wire.ask("REST 3"));
              wire.epsv();
              String before = new String(wire.retrieve("digits"), UTF_8);
              wire.pasv();
              Wire.expect("350", wire.ask("REST 7"));
              return before + " " + new String(wire.retrieve("digits"), UTF_8);
            });
    assertThat(got).isEqualTo("3456789 789");
  }

  @ParameterizedTest
  @EnumSource
  void an_active_client_is_called_from_the_public_address_and_port_20(Behind behind)
      throws IOException {
    all.server(behind).put("digits-to-call", DIGITS);
    String got =
        talk(
            behind,
            wire -> {
              try (var listener = new ServerSocket(0, 1, InetAddress.getByName("198.51.100.10"))) {
                listener.setSoTimeout(30_000);
                int port = listener.getLocalPort();
                Wire.expect("200", wire.ask("EPRT |1|198.51.100.10|" + port + "|"));
                Wire.expect("350", wire.ask("REST 5"));
                // The gateway has asked the server for a port of its own before.
                Wire.expect("1", wire.ask("RETR digits-to-call"));
                try (var data = listener.accept()) {
                  String text = new String(data.getInputStream().readAllBytes(), UTF_8);
                  Wire.expect("226", wire.reply());
                  return data.getRemoteSocketAddress() + " " + text;
                }
              }
            });
    assertThat(got).isEqualTo("/198.51.100.1:20 56789");
  }

  @ParameterizedTest
  @EnumSource
  void a_file_is_appended_to_and_one_is_stored_under_a_name_of_the_servers_choice(Behind behind)
      throws IOException {
    all.server(behind).put("begun", DIGITS);
    String unique =
        talk(
            behind,
            wire -> {
              wire.epsv();
              Wire.expect("1", wire.ask("APPE begun"));
              wire.write("ABC".getBytes(UTF_8));
              wire.finish();
              Wire.expect("226", wire.reply());
              wire.epsv();
              String begun = wire.ask("STOU");
              Wire.expect("1", begun);
              wire.write("unique".getBytes(UTF_8));
              wire.finish();
              return begun + "\n" + wire.reply();
            });
    var files = all.server(behind).files();
    assertThat(files.resolve("begun")).hasContent("0123456789ABC");
    try (var stored = Files.list(files)) {
      assertThat(stored)
          .filteredOn(file -> unique.contains(file.getFileName().toString()))
          .as("files named in: %s", unique)
          .singleElement()
          .satisfies(file -> assertThat(file).hasContent("unique"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void names_and_facts_are_listed(Behind behind) throws IOException {
    all.server(behind).put("listed", DIGITS);
    var got =
        List.of(
            talk(
                behind,
                wire -> {
                  wire.epsv();
                  Wire.expect("1", wire.ask("NLST"));
                  String names = new String(wire.readAll(), UTF_8);
                  wire.finish();
                  Wire.expect("226", wire.reply());
                  if (!wire.ask("FEAT").contains("MLST")) {
                    return new String[] {names, wire.ask("MLST listed")};
                  }
                  wire.epsv();
                  Wire.expect("1", wire.ask("MLSD"));
                  String facts = new String(wire.readAll(), UTF_8);
                  wire.finish();
                  Wire.expect("226", wire.reply());
                  return new String[] {names, facts, wire.ask("MLST listed")};
                }));
    assertThat(got.getFirst().lines()).contains("listed");
    if (got.size() == 2) {
      assertThat(got.getLast()).startsWith("500 ");
    } else {
      assertThat(got.get(1).lines()).anyMatch(line -> line.matches("(?i).*size=10;.* listed"));
      assertThat(got.getLast()).startsWith("250").containsIgnoringCase("size=10;");
    }
  }

  @ParameterizedTest
  @EnumSource
  void features_are_those_of_both(Behind behind) {
    String features = replies(behind, NatLab.PUBLIC, "FEAT").getFirst();
    assertThat(features.lines().map(line -> line.strip().split(" ", 2)[0]))
        .contains("EPSV", "EPRT", "HOST", "REST", "SIZE", "AUTH", "PBSZ", "PROT")
        .doesNotContain("CCC", "PRET", "ESTA", "SPSV");
  }

  @ParameterizedTest
  @EnumSource
  void host_comes_before_user(Behind behind) {
    String host = NatLab.PUBLIC;
    int port = behind.port;
    String before =
        outside.call(() -> {
          try (var wire = Wire.to(host, port)) {
            Wire.expect("220", wire.reply());
            return wire.ask("HOST " + host);
          }
        });
    assertThat(before).startsWith("220 ");
    assertThat(replies(behind, host, "HOST " + host).getFirst()).startsWith("503 ");
  }

  /** What no room of the gateway knows is the server's to answer. */
  @ParameterizedTest
  @EnumSource(names = {"VSFTPD", "PROFTPD", "PURE_FTPD", "PYFTPDLIB"})
  void what_is_the_servers_to_answer_is_answered_as_without_a_gateway(Behind behind)
      throws IOException {
    all.server(behind).put("asked", DIGITS);
    String[] commands = {
      "SITE HELP",
      "SITE CHMOD 600 asked",
      "SITE NONSENSE",
      "NONSENSE",
      "NONSENSE with words",
      "STAT asked",
      "SYST"
    };
    var server = all.server(behind);
    String user = server.user();
    String password = server.password();
    String into = server.folder();
    int port =
        switch (behind) {
          case PROFTPD -> 2101;
          case PURE_FTPD -> 2102;
          case PYFTPDLIB -> 2103;
          case VSFTPD, VSFTPD_OVER_IPV6, EMBEDDED -> 21;
        };
    String[] direct;
    try (var gateway = new Outpost(all.network.gateway)) {
      direct =
          gateway.call(() -> {
            try (var wire = Wire.to(NatLab.SERVER, port)) {
              wire.login(user, password);
              if (!into.isEmpty()) {
                Wire.expect("250", wire.ask("CWD " + into));
              }
              var replies = new String[commands.length];
              for (int number = 0; number < commands.length; number++) {
                replies[number] = wire.ask(commands[number]);
              }
              return replies;
            }
          });
    }
    assertThat(replies(behind, NatLab.PUBLIC, commands)).containsExactly(direct);
  }

  /** pyftpdlib's here has a verb of its own for it. */
  @Test
  void a_verb_that_the_gateway_does_not_know_moves_data() throws IOException {
    all.server(Behind.PYFTPDLIB).put("fetched", DIGITS);
    String got =
        talk(
            Behind.PYFTPDLIB,
            wire -> {
              wire.epsv();
              Wire.expect("1", wire.ask("XGET fetched"));
              String text = new String(wire.readAll(), UTF_8);
              wire.finish();
              Wire.expect("226", wire.reply());
              return text + wire.ask("NOOP").substring(0, 3);
            });
    assertThat(got).isEqualTo("0123456789200");
  }
}
