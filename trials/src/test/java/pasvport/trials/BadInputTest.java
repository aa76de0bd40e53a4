package pasvport.trials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.trials.FakeServer.Script;
import pasvport.trials.Outpost.Kept;
import pasvport.trials.Outpost.Step;
import pasvport.trials.server.Vsftpd;

/**
 * What clients and servers do wrong, by accident or not: each gets a clear answer or a clean end
 * and a named reason in the log. A bystander uploads through the same gateway all the while and
 * does not notice, and afterwards no descriptor is left.
 */
@Tag("lab")
final class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The control port of the gateway before vsftpd. */
  private static final int REAL = 2121;

  /** The control port of the gateway before the fake server. */
  private static final int FAKE = 2122;

  /**
   * The control port of a gateway before the fake server that waits for nothing longer than 3 s.
   */
  private static final int HASTY = 2123;

  /** More than all buffers between server and client hold. */
  private static final byte[] BIG = Content.of(3, 48 << 20);

  private static final String FAKE_PATH = "file";

  /** The address of a client that falls silent. */
  private static final String SILENT = "198.51.100.12";

  @TempDir private static Path folder;
  private static NatLab network;
  private static Vsftpd vsftpd;
  private static Outpost outside;
  private static Outpost inside;
  private static Kept<FakeServer> fake;
  private static List<Watched> gateways;

  /** A gateway, with what it must be like after each test. */
  private static final class Watched {
    private final int port;
    private final Pasvport process;
    private final String path;
    private long idleDescriptors;
    private int logged;

    Watched(int port, Pasvport process, String path) {
      this.port = port;
      this.process = process;
      this.path = path;
    }
  }

  private final List<Kept<Bystander>> bystanders = new ArrayList<>();

  @BeforeAll
  static void build() throws IOException {
    network = NatLab.open("bad-input");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    vsftpd = Vsftpd.start(network.server, 21, folder.resolve("vsftpd"));
    vsftpd.put("big", BIG);
    outside = new Outpost(network.outside);
    inside = new Outpost(network.server);
    fake = inside.keep(() -> FakeServer.start(2100));
    var limits = "limits: { logins-per-minute: 10000 }\n";
    gateways =
        List.of(
            up(
                REAL,
                "server: 10.0.1.2\npassive: { ports: 50000-50009, address: 198.51.100.1 }\n"
                    + limits,
                "pub/quiet"),
            up(
                FAKE,
                "server: 10.0.1.2:2100\npassive: { ports: 50020-50029, address: 198.51.100.1 }\n"
                    + limits,
                "quiet"),
            up(
                HASTY,
                """
                server: 10.0.1.2:2100
                passive: { ports: 50030-50039, address: 198.51.100.1 }
                timeouts: { login: 2s, idle: 3s, connect: 2s, data-wait: 2s, stall: 2s, reply: 1500ms, quarantine: 1s }
                """
                    + limits,
                "quiet"));
    for (var gateway : gateways) {
      // Once through everything, several at a time, so that what is opened once and kept is open.
      int port = gateway.port;
      String path = gateway.path;
      // To files of their own: vsftpd lets one at a time write.
      var first =
          Stream.of("-1", "-2", "-3").map(number -> bystander(port, path + number)).toList();
      first.forEach(BadInputTest::endWell);
      gateway.idleDescriptors = gateway.process.descriptors();
    }
  }

  private static Watched up(int port, String site, String path) throws IOException {
    var process =
        Pasvport.up(
            network.gateway,
            folder.resolve("home-" + port),
            port,
            "listen: [" + port + "]\n" + site);
    return new Watched(port, process, path);
  }

  @AfterAll
  static void tear_down() {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void begin() {
    fake.tell(FakeServer::behave);
    for (var gateway : gateways) {
      bystanders.add(bystander(gateway.port, gateway.path));
      gateway.logged = gateway.process.logged();
    }
  }

  @AfterEach
  void nobody_else_has_noticed_and_nothing_is_left() throws IOException {
    bystanders.forEach(BadInputTest::endWell);
    for (var gateway : gateways) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(gateway.process.descriptors())
                  .isLessThanOrEqualTo(gateway.idleDescriptors));
    }
    assertThat(fake.<byte[]>call(server -> server.uploaded("quiet"))).isEqualTo(quiet());
    assertThat(Files.readAllBytes(vsftpd.files().resolve("quiet"))).isEqualTo(quiet());
  }

  private static Kept<Bystander> bystander(int port, String path) {
    return outside.keep(() -> Bystander.begin(loggedIn(port), path, quiet()));
  }

  private static void endWell(Kept<Bystander> bystander) {
    assertThat(bystander.<String>call(Bystander::end)).startsWith("226");
    bystander.close();
  }

  private static byte[] quiet() {
    return Content.of(4, 400_000);
  }

  private static Wire loggedIn(int port) throws IOException {
    return Wire.to(NatLab.PUBLIC, port).login(Vsftpd.USER, Vsftpd.PASSWORD);
  }

  /** Has a client outside do something with a new session; brings back what it heard. */
  private static String connect(int port, Step<Wire, String> step) {
    return outside.call(() -> {
      try (var wire = Wire.to(NatLab.PUBLIC, port)) {
        return step.apply(wire);
      }
    });
  }

  /** Has a client outside log in and do something; brings back what it heard. */
  private static String logIn(int port, Step<Wire, String> step) {
    return logInFor(port, step);
  }

  /** Has a client outside log in and do something; brings back the result. */
  private static <R> R logInFor(int port, Step<Wire, R> step) {
    return outside.call(() -> {
      try (var wire = loggedIn(port)) {
        return step.apply(wire);
      }
    });
  }

  private static void awaitRefused(int port, String reason) {
    for (var gateway : gateways) {
      if (gateway.port == port) {
        gateway.process.awaitRefused(gateway.logged, reason);
      }
    }
  }

  /** Has a client outside log in and download the fake server's file, over PASV or EPSV. */
  private static byte[] retrieve(Step<Wire, Wire> open) {
    return logInFor(FAKE, wire -> open.apply(wire).retrieve(FAKE_PATH));
  }

  private static void serverPlays(String verb, Script script) {
    fake.tell(server -> server.script(verb, script));
  }

  // What a client sends.

  static List<Arguments> bad_lines() {
    return List.of(
        arguments(
            named("over-long", "NOOP " + "a".repeat(5_000) + "\r\n"),
            "500 Line too long.",
            "line-too-long"),
        arguments(
            named("with NUL", "NOOP a\0b\r\n"), "500 A line must not hold NUL.", "nul-in-line"),
        arguments(named("with bare CR", "NOOP a\rDELE b\r\n"), "500 A carriage return", "bare-cr"),
        arguments(
            named("with bare LF", "NOOP a\nDELE b\r\n"), "500 Lines end in CR LF.", "bare-lf"),
        arguments(
            named("without a verb", "!!!\r\n"), "500 That is not an FTP command.", "bad-command"));
  }

  @ParameterizedTest
  @MethodSource("bad_lines")
  void a_bad_line_is_refused_and_never_reaches_the_server(
      String line, String reply, String reason) {
    String answers =
        logIn(
            FAKE,
            wire -> {
              wire.raw(line.getBytes(ISO_8859_1));
              return wire.reply() + "\n" + wire.ask("NOOP");
            });

    assertThat(answers).startsWith(reply).endsWith("\n200 ok");
    assertThat(fake.<Boolean>call(server -> server.heard("DELE"))).isFalse();
    awaitRefused(FAKE, reason);
  }

  @Test
  void bad_lines_without_end_end_the_session() {
    String answers =
        logIn(
            FAKE,
            wire -> {
              for (int i = 0; i < 11; i++) {
                wire.send("!!!");
              }
              return wire.untilClosed();
            });

    assertThat(answers).endsWith("421 Too many bad commands, closing the connection.\nclosed");
    awaitRefused(FAKE, "too-many-bad-lines");
  }

  static List<Arguments> foreign_protocols() {
    var hello =
        new byte[] {22, 3, 1, 0, (byte) 200, 1, 0, 0, (byte) 196, 3, 3, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    return List.of(
        arguments(
            "HTTP",
            "GET /index.html HTTP/1.1\r\nHost: www.example.org\r\n\r\n".getBytes(ISO_8859_1)),
        arguments("TLS", hello));
  }

  @ParameterizedTest
  @MethodSource("foreign_protocols")
  void another_protocol_is_told_where_it_is_and_the_connection_ends(String protocol, byte[] first) {
    String answers =
        connect(
            FAKE,
            wire -> {
              wire.raw(first);
              return wire.untilClosed();
            });

    assertThat(answers)
        .contains("500 This is an FTP service, not " + protocol + ".")
        .endsWith("\nclosed");
    awaitRefused(FAKE, "foreign-protocol");
  }

  @Test
  void a_pipelined_flood_is_answered_in_full() {
    int flood = 3_000;
    int answered =
        logInFor(
            FAKE,
            wire -> {
              wire.raw("NOOP\r\n".repeat(flood).getBytes(ISO_8859_1));
              int replies = 0;
              while (replies < flood && wire.reply().equals("200 ok")) {
                replies++;
              }
              return replies;
            });

    assertThat(answered).isEqualTo(flood);
  }

  @Test
  void a_client_that_never_logs_in_is_sent_away() {
    assertThat(connect(HASTY, Wire::untilClosed))
        .startsWith("220 fake\n421 No login in time")
        .endsWith("\nclosed");
    awaitRefused(HASTY, "login-timeout");
  }

  @Test
  void a_client_that_says_nothing_more_is_sent_away() {
    assertThat(logIn(HASTY, Wire::untilClosed))
        .startsWith("421 Idle for too long")
        .endsWith("\nclosed");
    awaitRefused(HASTY, "idle-timeout");
  }

  @Test
  void a_client_that_asks_for_a_port_and_does_not_come_is_told() {
    String answer =
        logIn(
            HASTY,
            wire -> {
              wire.epsvPort();
              Wire.expect("150", wire.ask("STOR " + FAKE_PATH));
              return wire.reply() + "\n" + wire.ask("NOOP");
            });

    assertThat(answer).isEqualTo("426 the data connection broke\n200 ok");
    awaitRefused(HASTY, "no-data-connection");
  }

  // Data connections.

  @Test
  void a_stranger_gets_no_byte_and_the_owner_gets_all() {
    var owner = outside.keep(() -> loggedIn(REAL));
    int port = owner.call(wire -> wire.pasvAddress().getPort());
    owner.tell(wire -> wire.send("RETR pub/big"));
    String stranger = outside.call(() -> Wire.knock("198.51.100.11", NatLab.PUBLIC, port));
    boolean whole =
        owner.call(wire -> {
          wire.open(NatLab.PUBLIC, port);
          Wire.expect("1", wire.reply());
          byte[] got = wire.readAll();
          Wire.expect("226", wire.reply());
          return Arrays.equals(got, Content.of(3, 48 << 20));
        });
    owner.close();

    assertThat(stranger).isIn("no connection", "reset", "0 bytes");
    assertThat(whole).isTrue();
  }

  @Test
  void a_second_connection_to_a_used_port_gets_no_byte() {
    var owner = outside.keep(() -> loggedIn(REAL));
    int port = owner.call(wire -> wire.pasvAddress().getPort());
    owner.tell(wire -> wire.open(NatLab.PUBLIC, port).send("RETR pub/big"));
    String second = outside.call(() -> Wire.knock("198.51.100.10", NatLab.PUBLIC, port));
    int length = owner.call(wire -> wire.readAll().length);
    owner.close();

    assertThat(second).isIn("no connection", "reset", "0 bytes");
    assertThat(length).isEqualTo(BIG.length);
  }

  @Test
  void abor_behind_telnet_interrupt_and_urgent_data_mark_ends_the_transfer_and_not_the_session() {
    String answers =
        logIn(
            REAL,
            wire -> {
              wire.epsv();
              var said = new StringBuilder(wire.ask("RETR pub/big").substring(0, 3));
              wire.read(1_000);
              wire.raw(new byte[] {(byte) 0xff, (byte) 0xf4, (byte) 0xff});
              wire.urgent(0xf2);
              wire.send("ABOR");
              wire.dataEnd();
              wire.finish();
              for (int replies = 0; replies < 2; replies++) {
                said.append(' ').append(wire.reply(), 0, 3);
              }
              return said
                  + " "
                  + wire.ask("NOOP").substring(0, 3)
                  + " "
                  + wire.epsv().retrieve("pub/big").length;
            });

    assertThat(answers).matches("150 426 22[56] 200 " + BIG.length);
  }

  // Clients that vanish.

  @Test
  void an_upload_whose_control_connection_is_lost_first_is_no_success() {
    logIn(
        REAL,
        wire -> {
          wire.epsv();
          Wire.expect("150", wire.ask("STOR pub/lost-control"));
          wire.write(new byte[500_000]);
          wire.resetControl();
          wire.finish();
          return "nothing";
        });
    awaitFailedUpload("lost-control");
  }

  @Test
  void an_upload_whose_data_connection_is_torn_is_no_success() {
    String reply =
        logIn(
            REAL,
            wire -> {
              wire.epsv();
              Wire.expect("150", wire.ask("STOR pub/torn"));
              wire.write(new byte[500_000]);
              wire.resetData();
              return wire.reply();
            });

    assertThat(reply).startsWith("426 ");
    awaitFailedUpload("torn");
  }

  @Test
  void an_upload_by_a_client_that_falls_silent_is_no_success() {
    var client =
        outside.keep(() ->
            Wire.from(SILENT, NatLab.PUBLIC, HASTY).login(Vsftpd.USER, Vsftpd.PASSWORD).epsv());
    client.tell(wire -> {
      Wire.expect("150", wire.ask("STOR silent"));
      wire.write(new byte[500_000]);
    });
    network.firewall.nft(
        "table ip silence { chain cut { type filter hook prerouting priority raw; ip saddr "
            + SILENT
            + " drop; }; }");
    try {
      awaitRefused(HASTY, "stalled");
    } finally {
      network.firewall.nft("delete table ip silence");
    }
    client.close();

    assertThat(fake.<byte[]>call(server -> server.uploaded("silent"))).isEmpty();
  }

  private static void awaitFailedUpload(String name) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(vsftpd.log().lines().filter(line -> line.contains("\"/pub/" + name + "\"")))
                .anyMatch(line -> line.contains("FAIL UPLOAD"))
                .noneMatch(line -> line.contains("OK UPLOAD")));
  }

  // Servers that say what nobody asked for.

  @Test
  void a_227_behind_another_reply_opens_nothing_and_is_not_passed_on() {
    serverPlays(
        "PASS",
        talk ->
            talk.bytes(
                "230 in\r\n227 Entering Passive Mode (10,0,1,2,200,1)\r\n".getBytes(ISO_8859_1)));

    assertThat(logIn(FAKE, wire -> wire.ask("NOOP"))).isEqualTo("200 ok");
    awaitRefused(FAKE, "unrequested-reply");
  }

  @Test
  void a_227_in_answer_to_another_command_opens_nothing_and_is_not_passed_on() {
    serverPlays("NOOP", talk -> talk.say("227 Entering Passive Mode (10,0,1,2,200,1)"));

    assertThat(logIn(FAKE, wire -> wire.ask("NOOP"))).startsWith("451 ");
    awaitRefused(FAKE, "unrequested-passive-reply");
  }

  @Test
  void a_privileged_port_of_the_server_is_not_connected_to() {
    serverPlays("EPSV", talk -> talk.say("229 Entering Extended Passive Mode (|||22|)"));

    assertThat(logIn(FAKE, wire -> wire.ask("PASV")))
        .isEqualTo("425 The FTP server named a privileged port.");
    awaitRefused(FAKE, "server-port-below-1024");
  }

  @Test
  void a_passive_reply_without_a_port_is_refused() {
    serverPlays("EPSV", talk -> talk.say("229 Entering Extended Passive Mode (|||99999|)"));

    assertThat(logIn(FAKE, wire -> wire.ask("EPSV"))).startsWith("425 ");
    awaitRefused(FAKE, "server-port-unreadable");
  }

  @Test
  void the_address_in_the_servers_227_is_not_believed() {
    serverPlays(
        "EPSV",
        talk -> {
          int port = talk.listen();
          talk.say(
              "227 Entering Passive Mode (198,51,100,10,%d,%d)".formatted(port / 256, port % 256));
        });

    assertThat(retrieve(Wire::pasv)).isEqualTo(FakeServer.FILE);
  }

  @Test
  void a_data_port_that_nobody_listens_on_is_an_error_of_that_transfer_alone() {
    serverPlays("EPSV", talk -> talk.say("229 Entering Extended Passive Mode (|||2101|)"));

    String answers =
        logIn(FAKE, wire -> wire.epsv().ask("RETR " + FAKE_PATH) + "\n" + wire.ask("NOOP"));
    assertThat(answers)
        .startsWith("425 The FTP server's data port cannot be reached.")
        .endsWith("\n200 ok");
    awaitRefused(FAKE, "server-data-unreachable");
  }

  // Servers that talk nonsense, too much, or not at all.

  static List<Arguments> nonsense() {
    return List.of(
        arguments("garbage", (Script) talk -> talk.say("is anybody there?")),
        arguments("a reply without end", (Script) talk -> repeat(talk, "200-and\r\n")),
        arguments("a line without end", (Script) talk -> repeat(talk, "200 and ")),
        arguments("replies without end", (Script) talk -> repeat(talk, "200 ok\r\n")),
        arguments("NUL", (Script) talk -> talk.bytes("200 a\0b\r\n".getBytes(ISO_8859_1))));
  }

  /** Sends the same again and again, until the other side has had enough. */
  private static void repeat(FakeServer.Talk talk, String text) throws IOException {
    byte[] much = text.repeat(1_000).getBytes(ISO_8859_1);
    while (true) {
      talk.bytes(much);
    }
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void a_server_that_sends(String what, Script script) {
    serverPlays("NOOP", script);
    String answers =
        logIn(
            FAKE,
            wire -> {
              wire.send("NOOP");
              return wire.untilClosed();
            });

    assertThat(answers)
        .as(what)
        .endsWith("421 The FTP server sent something that is not FTP.\nclosed");
    awaitRefused(FAKE, "server-talks-nonsense");
  }

  @Test
  void a_greeting_that_is_none_is_refused() {
    serverPlays(FakeServer.GREETING, talk -> talk.say("SSH-2.0-OpenSSH_9.2"));

    assertThat(connect(FAKE, Wire::untilClosed))
        .isEqualTo("421 The FTP server sent something that is not FTP.\nclosed");
    awaitRefused(FAKE, "server-talks-nonsense");
  }

  @Test
  void a_server_that_does_not_greet_is_given_up() {
    serverPlays(FakeServer.GREETING, FakeServer.Talk::waitForEnd);

    assertThat(connect(HASTY, Wire::untilClosed)).startsWith("421 ").endsWith("\nclosed");
    awaitRefused(HASTY, "server-silent");
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() {
    serverPlays("CWD", FakeServer.Talk::waitForEnd);

    assertThat(logIn(HASTY, wire -> wire.ask("CWD x")))
        .isEqualTo("421 The FTP server does not answer.");
    awaitRefused(HASTY, "server-silent");
  }

  @Test
  void a_download_that_stands_still_is_cut() {
    serverPlays(
        "RETR",
        talk -> {
          talk.say("150 here it comes");
          talk.data().getOutputStream().write(new byte[1_000]);
          talk.awaitDataEnd();
          talk.say("426 cut off");
        });

    assertThat(retrieveBroken(HASTY)).isEqualTo("RESET, 426 cut off");
    awaitRefused(HASTY, "stalled");
  }

  @Test
  void a_server_that_stands_still_altogether_is_given_up() {
    serverPlays(
        "RETR",
        talk -> {
          talk.say("150 here it comes");
          talk.data().getOutputStream().write(new byte[1_000]);
          talk.waitForEnd();
        });

    assertThat(retrieveBroken(HASTY)).isEqualTo("RESET, 421 The FTP server does not answer.");
    awaitRefused(HASTY, "server-silent");
  }

  // Servers that die, refuse, or go.

  /** Begins a download and says how its data ended and what was replied then. */
  private static String retrieveBroken(int port) {
    return logIn(
        port,
        wire -> {
          wire.epsv();
          Wire.expect("150", wire.ask("RETR " + FAKE_PATH));
          var end = wire.dataEnd();
          return end + ", " + wire.reply();
        });
  }

  static List<Arguments> deaths() {
    return List.of(
        arguments(
            named(
                "data torn and control lost",
                death(talk -> {
                  talk.resetData();
                  talk.reset();
                })),
            "421"),
        arguments(
            named(
                "data ended and control lost",
                death(talk -> {
                  talk.finishData();
                  talk.reset();
                })),
            "421"),
        arguments(
            named(
                "data torn and 426 said",
                death(talk -> {
                  talk.resetData();
                  talk.say("426 sorry");
                })),
            "426"),
        arguments(
            named(
                "data ended and 451 said",
                death(talk -> {
                  talk.finishData();
                  talk.say("451 disk");
                })),
            "451"),
        arguments(
            named(
                "data torn and 226 said",
                death(talk -> {
                  talk.resetData();
                  talk.say("226 sent");
                })),
            "426"),
        arguments(
            named(
                "421 said",
                death(talk -> {
                  talk.say("421 going down");
                  talk.close();
                })),
            "421"));
  }

  private static Script death(Script end) {
    return talk -> {
      talk.say("150 here it comes");
      talk.data().getOutputStream().write(new byte[1_000]);
      end.play(talk);
    };
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void half_a_download_never_looks_whole(Script death, String code) {
    serverPlays("RETR", death);

    assertThat(retrieveBroken(FAKE)).startsWith("RESET, " + code + " ");
  }

  @Test
  void a_server_that_dies_under_an_upload_is_told() {
    serverPlays(
        "STOR",
        talk -> {
          talk.say("150 send it");
          talk.data().getInputStream().readNBytes(1_000);
          talk.resetData();
          talk.say("452 disk full");
        });
    String reply =
        logIn(
            FAKE,
            wire -> {
              wire.epsv();
              Wire.expect("150", wire.ask("STOR " + FAKE_PATH));
              wire.write(new byte[1_000]);
              return wire.dataEnd() + ", " + wire.reply() + ", " + wire.ask("NOOP");
            });

    assertThat(reply).isEqualTo("RESET, 452 disk full, 200 ok");
  }

  @Test
  void an_error_instead_of_150_is_passed_on_and_the_session_goes_on() {
    serverPlays(
        "RETR",
        talk -> {
          if (talk.argument().equals("none")) {
            talk.say("550 no such file");
          } else {
            talk.behave("RETR");
          }
        });
    String answers =
        logIn(
            FAKE,
            wire -> {
              wire.epsv();
              String refusal = wire.ask("RETR none");
              var end = wire.dataEnd();
              wire.finish();
              return refusal + ", " + end + ", " + wire.epsv().retrieve(FAKE_PATH).length;
            });

    assertThat(answers).isEqualTo("550 no such file, FINISHED, " + FakeServer.FILE.length);
  }

  static List<Arguments> orders() {
    return List.of(
        arguments(
            named(
                "226 before the data",
                (Script)
                    talk -> {
                      talk.say("150 here it comes");
                      talk.say("226 sent");
                      talk.data().getOutputStream().write(FakeServer.FILE);
                      talk.finishData();
                    })),
        arguments(
            named(
                "data before 150",
                (Script)
                    talk -> {
                      talk.data().getOutputStream().write(FakeServer.FILE);
                      talk.finishData();
                      talk.say("150 there it went");
                      talk.say("226 sent");
                    })));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void data_and_replies_may_come_in_any_order(Script order) {
    serverPlays("RETR", order);

    assertThat(retrieve(Wire::epsv)).isEqualTo(FakeServer.FILE);
  }

  @Test
  void a_server_that_turns_away_is_quoted() {
    serverPlays(
        FakeServer.GREETING,
        talk -> {
          talk.say("421 full house");
          talk.close();
        });

    assertThat(connect(FAKE, Wire::untilClosed)).isEqualTo("421 full house\nclosed");
    awaitRefused(FAKE, "server-turned-away");
  }

  static List<Arguments> farewells() {
    return List.of(
        arguments(named("behind another reply", "230 in\r\n421 going down\r\n"), "PASS"),
        arguments(named("in answer to a command", "421 going down\r\n"), "NOOP"));
  }

  @ParameterizedTest
  @MethodSource("farewells")
  void a_421_is_passed_on_and_ends_the_session(String bytes, String verb) {
    serverPlays(verb, talk -> talk.bytes(bytes.getBytes(ISO_8859_1)));
    boolean atLogin = verb.equals("PASS");
    String answers =
        connect(
            FAKE,
            wire -> {
              wire.reply();
              wire.ask("USER x");
              if (atLogin) {
                wire.send("PASS y");
              } else {
                wire.ask("PASS y");
                wire.send("NOOP");
              }
              return wire.untilClosed();
            });

    assertThat(answers).endsWith("421 going down\nclosed");
  }
}
