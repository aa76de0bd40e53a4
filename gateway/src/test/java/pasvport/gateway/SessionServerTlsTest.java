package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.connection.Secured;

/** TLS between the gateway and a server, before clients in clear. */
class SessionServerTlsTest extends OnLoopback {
  @TempDir private static Path folder;
  private static PrivateKeyEntry certificate;
  private static PrivateKeyEntry other;

  private final SSLContext servers;

  SessionServerTlsTest() throws Exception {
    servers = Certificates.server(certificate);
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificate = Certificates.make(folder, "server", "ip:127.0.0.1");
    other = Certificates.make(folder, "other", "dns:other.example");
  }

  private SSLEngine engine(String... versions) {
    SSLEngine engine = Certificates.serverEngine(servers);
    if (versions.length > 0) {
      engine.setEnabledProtocols(versions);
    }
    return engine;
  }

  private void startTrusting(PrivateKeyEntry trusted, String... more) throws Exception {
    String[] settings = new String[more.length + 3];
    settings[0] = "server: 127.0.0.1:" + server().port();
    settings[1] = "server-tls.mode: explicit";
    settings[2] = "server-tls.trust: " + Certificates.pem(folder, trusted.getCertificate());
    System.arraycopy(more, 0, settings, 3, more.length);
    start(settings);
  }

  private void protectData(Peer toServer) throws IOException {
    toServer.expect("PBSZ 0");
    toServer.send("200 PBSZ=0");
    toServer.expect("PROT P");
    toServer.send("200 Ok.");
  }

  private Ends greetedUnderTls(String... versions) throws IOException {
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    toServer.expect("AUTH TLS");
    toServer.send("234 Go on.");
    toServer.startTls(engine(versions));
    protectData(toServer);
    client.expect("220 Ready.");
    return new Ends(client, toServer);
  }

  private Ends loggedInUnderTls(String... versions) throws IOException {
    Ends ends = greetedUnderTls(versions);
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    return ends;
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, RETR", "TLSv1.3, RETR", "TLSv1.2, STOR", "TLSv1.3, STOR"})
  void every_data_connection_resumes_one_after_another(String version, String verb)
      throws Exception {
    startTrusting(certificate);
    Ends ends = loggedInUnderTls(version);
    byte[] file = file(300_000);
    for (int round = 0; round < 5; round++) {
      Data data = begin(ends, verb + " f");
      Secured connection = data.server().startTls(engine(version));
      Peer from = verb.equals("RETR") ? data.server() : data.client();
      Peer to = verb.equals("RETR") ? data.client() : data.server();
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              from.write(file);
              from.finish();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(to.read(file.length)).isEqualTo(file);
      sender.join();
      if (verb.equals("STOR")) {
        to.expectEnd();
        to.close();
      }
      ends.server().send("226 Done.");
      if (verb.equals("RETR")) {
        to.expectEnd();
        to.close();
      }
      ends.client().expect("226 Done.");
      from.close();
      assertThat(connection.isResumed()).as("round " + round).isTrue();
    }
  }

  @Test
  void tls_may_begin_with_the_connection() throws Exception {
    start(
        "server: 127.0.0.1:" + server().port(),
        "server-tls.mode: implicit",
        "server-tls.trust: sha256:" + fingerprint(certificate));
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.startTls(engine());
    toServer.send("220 Ready.");
    protectData(toServer);
    client.expect("220 Ready.");
    new Ends(client, toServer).relays("NOOP", "200 Well.");
  }

  private static String fingerprint(PrivateKeyEntry entry) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(entry.getCertificate().getEncoded()));
  }

  @Test
  void replies_in_clear_behind_that_to_auth_are_dropped() throws Exception {
    startTrusting(certificate);
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    toServer.expect("AUTH TLS");
    toServer.send("234 Go on.", "200 PBSZ=0", "200 Ok.", "230 Evil.");
    toServer.startTls(engine());
    protectData(toServer);
    client.expect("220 Ready.");
    new Ends(client, toServer).relays("NOOP", "200 Well.");
    assertThat(refused(Refusal.CLEAR_BEFORE_SERVER_TLS)).isEqualTo(1);
  }

  @Test
  void a_server_with_a_certificate_that_nobody_trusts_is_refused() throws Exception {
    startTrusting(other);
    expectRefusedHandshake();
  }

  @Test
  void a_server_with_another_name_is_refused() throws Exception {
    startTrusting(certificate, "server-tls.name: ftp.example");
    expectRefusedHandshake();
  }

  @Test
  void a_server_with_another_fingerprint_is_refused() throws Exception {
    start(
        "server: 127.0.0.1:" + server().port(),
        "server-tls.mode: explicit",
        "server-tls.trust: sha256:" + fingerprint(other));
    expectRefusedHandshake();
  }

  private void expectRefusedHandshake() throws IOException {
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    toServer.expect("AUTH TLS");
    toServer.send("234 Go on.");
    try {
      toServer.startTls(engine());
      // In TLS 1.3 a server hears of it later.
      toServer.line();
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("certificate");
    }
    client.expect(said(Refusal.SERVER_TLS_FAILED));
    client.expectEnd();
    assertThat(refused(Refusal.SERVER_TLS_FAILED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 Unknown.", "534 No.", "334 Continue."})
  void a_server_that_offers_no_tls_gets_no_password(String reply) throws Exception {
    startTrusting(certificate);
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    toServer.expect("AUTH TLS");
    toServer.send(reply);
    client.expect(said(Refusal.SERVER_WITHOUT_TLS));
    client.expectEnd();
    toServer.expectEnd();
    assertThat(refused(Refusal.SERVER_WITHOUT_TLS)).isEqualTo(1);
  }

  @Test
  void a_server_that_does_not_protect_data_is_refused() throws Exception {
    startTrusting(certificate);
    Peer client = connect(CLIENT);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    toServer.expect("AUTH TLS");
    toServer.send("234 Go on.");
    toServer.startTls(engine());
    toServer.expect("PBSZ 0");
    toServer.send("200 PBSZ=0");
    toServer.expect("PROT P");
    toServer.send("536 No.");
    client.expect(said(Refusal.SERVER_WITHOUT_TLS));
  }

  @Test
  void a_transfer_that_the_server_refuses_costs_no_ticket() throws Exception {
    startTrusting(certificate);
    Ends ends = loggedInUnderTls("TLSv1.3");
    for (int round = 0; round < 4; round++) {
      Channel channel = epsv(ends);
      ends.client().send("RETR none");
      Peer behind = channel.behind().accept();
      ends.server().expect("RETR none");
      ends.server().send("550 None.");
      ends.client().expect("550 None.");
      behind.expectOver();
    }
    Data data = begin(ends, "RETR f");
    assertThat(data.server().startTls(engine("TLSv1.3")).isResumed()).isTrue();
    data.server().finish();
    ends.server().send("226 Done.");
    data.client().expectEnd();
    ends.client().expect("226 Done.");
  }

  @Test
  void a_server_that_begins_tls_before_it_says_150_is_served() throws Exception {
    startTrusting(certificate);
    Ends ends = loggedInUnderTls();
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    behind.startTls(engine());
    Peer client = connectData(CLIENT, channel.port());
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    behind.write("hello");
    behind.finish();
    ends.server().send("226 Done.");
    assertThat(client.readAll()).hasSize(5);
    ends.client().expect("226 Done.");
  }

  @Test
  void a_download_that_ends_without_close_notify_is_not_whole() throws Exception {
    startTrusting(certificate);
    Ends ends = loggedInUnderTls();
    Data data = begin(ends, "RETR f");
    data.server().startTls(engine());
    data.server().write("hell");
    data.server().cut();
    data.client().expectReset();
    ends.server().send("226 Done.");
    ends.client().expect(said(Refusal.DOWNLOAD_NOT_CLOSED));
  }

  @Test
  void it_is_whole_where_the_server_need_not_say_close_notify() throws Exception {
    startTrusting(certificate, "server-tls.close-notify: optional");
    Ends ends = loggedInUnderTls();
    Data data = begin(ends, "RETR f");
    data.server().startTls(engine());
    data.server().write("hello");
    data.server().cut();
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).hasSize(5);
    ends.client().expect("226 Done.");
  }

  @Test
  void a_server_in_active_mode_is_tlss_server_too() throws Exception {
    startTrusting(certificate, "server-data: active");
    Ends ends = loggedInUnderTls();
    ends.client().send("EPSV");
    String port = ends.server().expectStart("PORT 127,0,0,1,");
    ends.server().send("200 Ok.");
    int at = ends.client().expect229();
    ends.client().send("RETR f");
    ends.server().expect("RETR f");
    List<String> numbers = List.of(port.split(",", -1));
    Peer behind =
        connect(
            CLIENT,
            HOST,
            Integer.parseInt(numbers.get(4)) * 256 + Integer.parseInt(numbers.get(5)));
    Peer client = connectData(CLIENT, at);
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    assertThat(behind.startTls(engine()).isResumed()).isTrue();
    behind.write("hello");
    behind.finish();
    ends.server().send("226 Done.");
    assertThat(client.readAll()).hasSize(5);
    ends.client().expect("226 Done.");
  }
}
