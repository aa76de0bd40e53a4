package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.trials.FakeServer.Script;
import pasvport.trials.Outpost.Kept;
import pasvport.trials.Outpost.Step;
import pasvport.trials.server.Identity;
import pasvport.trials.server.ServerTls;
import pasvport.trials.server.Vsftpd;

/**
 * Attacks on TLS from either side: each gets a clear answer or a clean end and a named reason in
 * the log. Afterwards a session in order works and no descriptor is left.
 */
@Tag("lab")
final class BadTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Before vsftpd under TLS: everything must be protected, and data must resume. */
  private static final int STRICT = 2121;

  /** The entries of a gateway that offers TLS and demands it of its servers: a fake one … */
  private static final int FAKE = 2122;

  /** … one with a certificate that the gateway does not believe … */
  private static final int WRONG_CERTIFICATE = 2123;

  /** … one with a certificate for another name … */
  private static final int WRONG_NAME = 2124;

  /** … one whose certificate is not the one that was pinned … */
  private static final int WRONG_FINGERPRINT = 2125;

  /** … and one without TLS. */
  private static final int WITHOUT_TLS = 2126;

  private static final String PASSWORD = "trial";

  @TempDir private static Path folder;
  private static NatLab network;
  private static Identity identity;
  private static Vsftpd vsftpd;
  private static Outpost outside;
  private static Outpost inside;
  private static Kept<FakeServer> fake;
  private static Pasvport strict;
  private static Pasvport lenient;
  private static long idleStrict;
  private static long idleLenient;
  private int strictLogged;
  private int lenientLogged;

  @BeforeAll
  static void build() throws IOException {
    network = NatLab.open("bad-tls");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String names = "IP:%s,IP:%s".formatted(NatLab.PUBLIC, NatLab.SERVER);
    identity = Identity.make(folder, "trial", names);
    var stranger = Identity.make(folder, "stranger", names);
    vsftpd =
        Vsftpd.start(
            network.server,
            21,
            Files.createDirectory(folder.resolve("vsftpd")),
            new ServerTls(identity, /* implicit= */ false, TlsVersion.TLS_1_3));
    Vsftpd.start(network.server, 2101, Files.createDirectory(folder.resolve("without-tls")));
    vsftpd.put("own", own());
    outside = new Outpost(network.outside);
    inside = new Outpost(network.server);
    fake = inside.keep(() -> FakeServer.start(2100));
    String common =
        """
        certificates: { files: [{ certificate: %s, key: %s }] }
        limits: { logins-per-minute: 10000, handshakes-per-minute: 10000 }
        """
            .formatted(identity.certificate(), identity.key());
    strict =
        Pasvport.up(
            network.gateway,
            folder.resolve("strict"),
            STRICT,
            """
            listen: 2121
            server: 10.0.1.2
            server-tls: { mode: explicit, trust: %s }
            tls: { control: required, data: required, require-session-reuse: true }
            passive: { ports: 50000, address: 198.51.100.1 }
            """
                    .formatted(identity.certificate())
                + common);
    lenient =
        Pasvport.up(
            network.gateway,
            folder.resolve("lenient"),
            FAKE,
            """
            listen: [2122, 2123, 2124, 2125, 2126]
            servers:
              - { name: fake, address: '10.0.1.2:2100', entries: 2122, tls: { mode: explicit, trust: %1$s } }
              - { name: wrong-certificate, address: 10.0.1.2, entries: 2123, tls: { mode: explicit, trust: %2$s } }
              - { name: wrong-name, address: 10.0.1.2, entries: 2124, tls: { mode: explicit, trust: %1$s, name: other.example } }
              - { name: wrong-fingerprint, address: 10.0.1.2, entries: 2125, tls: { mode: explicit, trust: 'sha256:%3$s' } }
              - { name: without-tls, address: '10.0.1.2:2101', entries: 2126, tls: { mode: explicit, trust: %1$s } }
            passive: { ports: 50020-50029, address: 198.51.100.1 }
            """
                    .formatted(identity.certificate(), stranger.certificate(), "ab".repeat(32))
                + common);
    // Once through what is opened once and kept.
    aSessionInOrder();
    connect(WITHOUT_TLS, SecureWire::reply);
    idleStrict = strict.descriptors();
    idleLenient = lenient.descriptors();
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
    strictLogged = strict.logged();
    lenientLogged = lenient.logged();
  }

  @AfterEach
  void nothing_is_left_and_a_session_in_order_works() {
    aSessionInOrder();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(strict.descriptors()).isLessThanOrEqualTo(idleStrict);
          assertThat(lenient.descriptors()).isLessThanOrEqualTo(idleLenient);
        });
  }

  private static byte[] own() {
    return Content.of(5, 300_000);
  }

  private static void aSessionInOrder() {
    assertThat(connect(STRICT, wire -> whole(loggedIn(wire).epsv().retrieve("pub/own"))))
        .isEqualTo("whole");
  }

  private static String whole(byte[] got) {
    return Arrays.equals(got, own()) ? "whole" : got.length + " bytes";
  }

  private static SecureWire loggedIn(SecureWire wire) throws IOException {
    return wire.auth().login(Vsftpd.USER, Vsftpd.PASSWORD).protectData(true);
  }

  /** Has a client outside do something with a new session; brings back what it says. */
  private static String connect(int port, Step<SecureWire, String> step) {
    String authority = identity.certificate().toString();
    return outside.call(() -> {
      try (var wire = SecureWire.to(NatLab.PUBLIC, port, TlsVersion.TLS_1_3, authority)) {
        return step.apply(wire);
      }
    });
  }

  private static Kept<SecureWire> kept() {
    String authority = identity.certificate().toString();
    return outside.keep(
        () -> loggedIn(SecureWire.to(NatLab.PUBLIC, STRICT, TlsVersion.TLS_1_3, authority)));
  }

  /** "refused", or "ok" if a step does not fail. */
  private static String attempt(Kept<SecureWire> client, Step<SecureWire, ?> step) {
    return client.call(wire -> {
      try {
        step.apply(wire);
        return "ok";
      } catch (IOException refused) {
        return "refused";
      }
    });
  }

  // Commands in clear before and behind AUTH.

  @Test
  void a_login_injected_behind_auth_is_dropped() {
    String replies =
        connect(
            STRICT,
            wire -> {
              String greeting = wire.reply();
              wire.raw("AUTH TLS\r\nUSER eve\r\nPASS evil\r\nDELE pub/own\r\n");
              String answer = wire.reply();
              wire.secure().login(Vsftpd.USER, Vsftpd.PASSWORD);
              return greeting.substring(0, 3) + answer.substring(0, 3) + wire.ask("NOOP");
            });

    assertThat(replies).startsWith("220234200");
    strict.awaitRefused(strictLogged, "clear-before-tls");
    assertThat(vsftpd.files().resolve("own")).exists();
  }

  @Test
  void a_login_injected_before_auth_is_not_taken_where_tls_is_required() {
    String replies =
        connect(
            STRICT,
            wire -> {
              wire.reply();
              return wire.ask("USER eve")
                  + wire.ask("PASS evil")
                  + wire.ask("AUTH TLS")
                  + whole(
                      wire.secure()
                          .login(Vsftpd.USER, Vsftpd.PASSWORD)
                          .protectData(true)
                          .epsv()
                          .retrieve("pub/own"));
            });

    assertThat(replies).matches("530 .*530 .*234 .*whole");
    strict.awaitRefused(strictLogged, "tls-required");
  }

  @Test
  void a_login_injected_before_auth_ends_the_way_to_tls_where_it_is_offered() throws IOException {
    fakeSecuresItself("234 go");
    serverAlsoTakes("PBSZ", "PROT");
    String reply =
        connect(
            FAKE,
            wire -> {
              wire.reply();
              wire.ask("USER eve");
              return wire.ask("AUTH TLS");
            });

    assertThat(reply).startsWith("503 ");
    lenient.awaitRefused(lenientLogged, "tls-after-login");
  }

  private static void fakeSecuresItself(String answer) throws IOException {
    String own = identity.pkcs12(PASSWORD).toString();
    serverPlays(
        "AUTH",
        talk -> {
          talk.bytes((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
          talk.secure(own, PASSWORD);
        });
  }

  private static void serverPlays(String verb, Script script) {
    fake.tell(server -> server.script(verb, script));
  }

  @Test
  void a_reply_injected_behind_the_servers_234_is_dropped() throws IOException {
    fakeSecuresItself("234 go\r\n230 you are in");
    serverAlsoTakes("PBSZ", "PROT");
    String replies = connect(FAKE, wire -> wire.reply() + "|" + wire.ask("USER joe"));

    assertThat(replies).isEqualTo("220 fake|331 password?");
    lenient.awaitRefused(lenientLogged, "clear-before-server-tls");
  }

  /** The fake server has no TLS by itself, and so no answer to these but 502. */
  private static void serverAlsoTakes(String... verbs) {
    for (String verb : verbs) {
      fake.tell(server -> server.also(verb, talk -> talk.say("200 ok")));
    }
  }

  @Test
  void a_reply_injected_before_auth_does_not_stand_for_the_servers() {
    serverPlays(FakeServer.GREETING, talk -> talk.say("220 fake\r\n234 go"));
    assertThat(connect(FAKE, SecureWire::reply)).startsWith("421 ");
    lenient.awaitRefused(lenientLogged, "server-tls-failed");
  }

  // Downgrades.

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void an_old_version_of_tls_is_refused(String version) {
    var openssl =
        network
            .outside
            .run(
                "openssl",
                "s_client",
                "-starttls",
                "ftp",
                version,
                "-cipher",
                "ALL@SECLEVEL=0",
                "-connect",
                NatLab.PUBLIC + ":" + STRICT)
            .within(PATIENCE);

    assertThat(openssl.exit()).isNotZero();
    assertThat(openssl.stderr()).contains("alert protocol version");
    strict.awaitRefused(strictLogged, "tls-failed");
  }

  @Test
  void a_client_whose_auth_was_stripped_says_no_password() {
    String replies =
        connect(
            STRICT,
            wire -> wire.reply().substring(0, 3) + wire.ask("USER joe") + wire.ask("PASS secret"));

    assertThat(replies).matches("220530 .*530 .*");
    strict.awaitRefused(strictLogged, "tls-required");
  }

  @Test
  void a_server_whose_auth_was_stripped_is_not_spoken_to() {
    assertThat(connect(WITHOUT_TLS, SecureWire::reply)).startsWith("421 ");
    lenient.awaitRefused(lenientLogged, "server-without-tls");
  }

  @Test
  void a_client_that_takes_back_the_protection_of_data_gets_none() {
    String replies =
        connect(
            STRICT, wire -> loggedIn(wire).ask("PROT C") + whole(wire.epsv().retrieve("pub/own")));

    assertThat(replies).startsWith("534 ").endsWith("whole");
    strict.awaitRefused(strictLogged, "clear-data-not-offered");
  }

  // Data connections of others.

  @Test
  void a_data_connection_that_resumes_another_users_session_gets_no_byte() {
    var owner = kept();
    var other = kept();
    int port = owner.call(SecureWire::epsvPort);
    assertThat(attempt(other, wire -> wire.open(port).startData())).isEqualTo("refused");
    assertThat(owner.<String>call(wire -> whole(wire.open(port).retrieve("pub/own"))))
        .isEqualTo("whole");
    owner.close();
    other.close();

    strict.awaitRefused(strictLogged, "unclaimed-data-connection");
  }

  @Test
  void a_strangers_data_connection_gets_no_byte() {
    String authority = identity.certificate().toString();
    var owner = kept();
    int port = owner.call(SecureWire::epsvPort);
    String stranger =
        outside.call(() -> {
          try (var wire = SecureWire.to(NatLab.PUBLIC, port, TlsVersion.TLS_1_3, authority)) {
            return wire.secure().reply();
          } catch (IOException refused) {
            return "refused";
          }
        });
    assertThat(owner.<String>call(wire -> whole(wire.open(port).retrieve("pub/own"))))
        .isEqualTo("whole");
    owner.close();

    assertThat(stranger).isEqualTo("refused");
    strict.awaitRefused(strictLogged, "unclaimed-data-connection");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void who_asks_for_http_under_tls_is_refused(String application) {
    String answer =
        connect(
            STRICT,
            wire -> {
              wire.reply();
              wire.ask("AUTH TLS");
              try {
                return wire.secure(application).ask("NOOP");
              } catch (IOException refused) {
                return String.valueOf(refused.getMessage());
              }
            });

    assertThat(answer).contains("no_application_protocol");
    strict.awaitRefused(strictLogged, "tls-failed");
  }

  @Test
  void an_upload_cut_without_close_notify_is_no_success() {
    String reply =
        connect(
            STRICT,
            wire -> {
              loggedIn(wire).epsv().begin("STOR pub/cut");
              wire.write(new byte[200_000]);
              wire.cut();
              return wire.reply();
            });

    assertThat(reply).startsWith("426 ");
    strict.awaitRefused(strictLogged, "upload-not-closed");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(vsftpd.log().lines().filter(line -> line.contains("\"/pub/cut\"")))
                .anyMatch(line -> line.contains("FAIL UPLOAD"))
                .noneMatch(line -> line.contains("OK UPLOAD")));
  }

  // Servers that are not who they should be.

  @ParameterizedTest
  @CsvSource({
    WRONG_CERTIFICATE + ", certif",
    WRONG_NAME + ", other.example",
    WRONG_FINGERPRINT + ", fingerprint",
  })
  void a_server_that_shows_another_certificate_is_not_spoken_to(int port, String why) {
    assertThat(connect(port, SecureWire::reply)).startsWith("421 ");
    lenient.awaitLogged(lenientLogged, " refused ", "reason=\"server-tls-failed\"", why);
  }
}
