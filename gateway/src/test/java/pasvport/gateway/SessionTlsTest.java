package pasvport.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.connection.Secured;

/** TLS between clients and the gateway, before a server in clear. */
class SessionTlsTest extends OnLoopback {
  @TempDir private static Path folder;
  private static PrivateKeyEntry certificate;
  private static PrivateKeyEntry other;

  /** RFC 8446 §5.1: the type of a record that holds an alert. */
  private static final byte ALERT = 21;

  private final SSLContext clients;

  SessionTlsTest() throws Exception {
    clients = Certificates.client();
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificate = Certificates.make(folder, "gateway", "dns:ftp.example,ip:127.0.0.1");
    other = Certificates.make(folder, "other", "dns:other.example");
  }

  @Override
  List<PrivateKeyEntry> certificates() {
    return List.of(certificate, other);
  }

  private SSLEngine engine(String... versions) {
    return Certificates.engine(clients, "ftp.example", versions);
  }

  /** A client that has been greeted and has begun TLS. */
  private Ends secured(String... versions) throws IOException {
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().startTls(engine(versions));
    return ends;
  }

  private Ends loggedInUnderTls(String... versions) throws IOException {
    Ends ends = secured(versions);
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    return ends;
  }

  private void protectData(Ends ends) throws IOException {
    ends.client().send("PBSZ 0");
    ends.client().expect("200 PBSZ=0");
    ends.client().send("PROT P");
    ends.client().expect("200 Data is protected.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_session_goes_on_under_tls_and_none_of_it_reaches_the_server(String version)
      throws Exception {
    start();
    Ends ends = loggedInUnderTls(version);
    ends.relays("PWD", "257 \"/\"");
    ends.client().send("QUIT");
    ends.server().expect("QUIT");
    ends.server().send("221 Bye.");
    ends.client().expect("221 Bye.");
    ends.client().expectEnd();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, RETR", "TLSv1.3, RETR", "TLSv1.2, STOR", "TLSv1.3, STOR"})
  void a_file_under_prot_p_is_whole_and_its_connection_resumes(String version, String verb)
      throws Exception {
    start("tls.require-session-reuse: true");
    Ends ends = loggedInUnderTls(version);
    protectData(ends);
    byte[] file = file(1_000_000);
    for (int round = 0; round < 3; round++) {
      Data data = begin(ends, verb + " f");
      Secured connection = data.client().startTls(engine(version));
      Peer from = verb.equals("RETR") ? data.server() : data.client();
      Peer to = verb.equals("RETR") ? data.client() : data.server();
      Thread sender = Thread.startVirtualThread(() -> sendAll(from, file));
      assertThat(to.read(file.length)).isEqualTo(file);
      sender.join();
      if (verb.equals("RETR")) {
        ends.server().send("226 Done.");
        to.expectEnd();
        to.finish();
      } else {
        to.expectEnd();
        to.close();
        from.expectEnd();
        ends.server().send("226 Done.");
      }
      ends.client().expect("226 Done.");
      from.close();
      to.close();
      assertThat(connection.isResumed()).isTrue();
    }
  }

  private static void sendAll(Peer from, byte[] file) {
    try {
      from.write(file);
      from.finish();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_data_connection_that_does_not_resume_is_refused_where_it_must() throws Exception {
    start("tls.require-session-reuse: true");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Data data = begin(ends, "RETR f");
    data.client().startTls(Certificates.engine(Certificates.client(), "ftp.example"));
    data.client().expectOver();
    data.server().expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.DATA_NOT_RESUMED));
    assertThat(refused(Refusal.DATA_NOT_RESUMED)).isEqualTo(1);
    ends.relays("PWD", "257 \"/\"");
  }

  @Test
  void another_sessions_ticket_resumes_nothing() throws Exception {
    start("tls.require-session-reuse: true");
    Ends mine = loggedInUnderTls();
    protectData(mine);
    Ends theirs = greeted();
    theirs.client().send("AUTH TLS");
    theirs.client().expect("234 AUTH TLS ok.");
    SSLContext thief = Certificates.client();
    theirs.client().startTls(Certificates.engine(thief, "ftp.example"));
    theirs.relays("USER eve", "331 Password?");
    theirs.relays("PASS secret", "230 Welcome.");
    Data data = begin(mine, "RETR f");
    Secured connection = data.client().startTls(Certificates.engine(thief, "ftp.example"));
    assertThat(connection.isResumed()).isFalse();
    mine.server().send("426 Broken.");
    mine.client().expect(said(Refusal.DATA_NOT_RESUMED));
  }

  @Test
  void an_upload_that_ends_without_close_notify_is_not_whole() throws Exception {
    start();
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Data data = begin(ends, "STOR f");
    data.client().startTls(engine());
    data.client().write(file(5000));
    assertThat(data.server().read(5000)).isEqualTo(file(5000));
    data.client().cut();
    data.server().expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.UPLOAD_NOT_CLOSED));
    assertThat(refused(Refusal.UPLOAD_NOT_CLOSED)).isEqualTo(1);
  }

  @Test
  void what_stands_behind_auth_in_clear_is_dropped() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS", "USER eve", "PASS evil");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().startTls(engine());
    ends.relays("USER joe", "331 Password?");
    assertThat(refused(Refusal.CLEAR_BEFORE_TLS)).isEqualTo(1);
  }

  @Test
  void a_half_line_before_tls_is_no_part_of_the_next_line() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write("AUTH TLS\r\nDELE ");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().startTls(engine());
    ends.relays("PWD", "257 \"/\"");
  }

  @Test
  void a_handshake_that_fails_ends_the_session() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().send("USER joe", "PASS in-clear");
    ends.server().expectEnd();
    assertThat(ends.client().readAll()).startsWith(ALERT);
    assertThat(refused(Refusal.TLS_HANDSHAKE_FAILED)).isEqualTo(1);
  }

  @Test
  void a_handshake_that_never_comes_ends_the_session_in_time() throws Exception {
    start("timeouts.handshake: 100ms");
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().expectOver();
    ends.server().expectEnd();
    assertThat(refused(Refusal.TLS_HANDSHAKE_TIMEOUT)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"ftp, ftp", "'x-filezilla-ftp,ftp', ftp", "'', ''"})
  void alpn_is_ftp_or_none(String offered, String agreed) throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    Secured connection = ends.client().startTls(offering(offered));
    assertThat(connection.applicationProtocol()).isEqualTo(agreed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2,http/1.1", "x-filezilla-ftp"})
  void who_wants_another_protocol_alone_is_refused(String offered) throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    assertThatThrownBy(() -> ends.client().startTls(offering(offered)))
        .hasMessageContaining("no_application_protocol");
    awaitRefused(Refusal.TLS_HANDSHAKE_FAILED, 1);
  }

  private SSLEngine offering(String protocols) {
    SSLEngine engine = engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols.isEmpty() ? new String[0] : protocols.split(","));
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Test
  void the_certificate_is_that_of_the_name_asked_for() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    Secured connection = ends.client().startTls(Certificates.engine(clients, "other.example"));
    assertThat(connection.session().getPeerCertificates()[0]).isEqualTo(other.getCertificate());
    ends.client().send("HOST ftp.example");
    ends.client().expect(said(Refusal.HOST_IS_NOT_SNI));
    ends.client().send("HOST other.example");
    ends.client().expect("220 Host accepted.");
  }

  @Test
  void http_under_tls_is_known_by_its_first_bytes() throws Exception {
    start();
    Ends ends = secured();
    ends.client().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ends.client().expectStart("500 This is an FTP service");
    ends.server().expectEnd();
  }

  @Test
  void a_password_is_not_taken_in_clear_where_tls_is_required() throws Exception {
    start("tls.control: required");
    Ends ends = greeted();
    ends.client().send("USER joe", "PASS secret");
    ends.client().expect(said(Refusal.TLS_REQUIRED), said(Refusal.TLS_REQUIRED));
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().startTls(engine());
    ends.relays("USER joe", "331 Password?");
  }

  @Test
  void data_in_clear_is_not_moved_where_it_must_be_protected() throws Exception {
    start("tls.data: required");
    Ends ends = loggedInUnderTls();
    epsv(ends);
    ends.client().send("RETR f", "PBSZ 0", "PROT C");
    ends.client().expect(said(Refusal.DATA_TLS_REQUIRED), "200 PBSZ=0");
    ends.client().expect(said(Refusal.CLEAR_DATA_NOT_OFFERED));
  }

  @Test
  void data_stays_in_clear_under_prot_c() throws Exception {
    start();
    Ends ends = loggedInUnderTls();
    Data data = begin(ends, "RETR f");
    data.server().write("hello");
    data.server().finish();
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).isEqualTo("hello".getBytes(US_ASCII));
    ends.client().expect("226 Done.");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTH GSSAPI, 504",
    "PROT P, 503",
    "PBSZ 0, 503",
    "CCC, 534",
  })
  void before_tls_there_is_nothing_to_protect(String command, String code) throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send(command);
    ends.client().expectStart(code + " ");
    ends.relays("PWD", "257 \"/\"");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTH TLS, 503",
    "PROT P, 503",
    "PROT E, 503",
    "REIN, 502",
    "ADAT x, 504",
  })
  void under_tls_these_are_refused(String command, String code) throws Exception {
    start();
    Ends ends = secured();
    ends.client().send(command);
    ends.client().expectStart(code + " ");
    ends.relays("PWD", "257 \"/\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSL", "tls-p"})
  void some_names_of_tls_mean_protected_data(String mechanism) throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH " + mechanism);
    ends.client().expectStart("234 ");
    ends.client().startTls(engine());
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    Data data = begin(ends, "RETR f");
    data.client().startTls(engine());
    data.server().write("hello");
    data.server().finish();
    ends.server().send("226 Done.");
    data.client().expectBytes("hello".getBytes(US_ASCII));
  }

  @Test
  void a_prot_takes_back_the_channel_that_was_announced_before() throws Exception {
    start();
    Ends ends = loggedInUnderTls();
    epsv(ends);
    protectData(ends);
    ends.client().send("RETR f");
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
  }

  @Test
  void tls_is_among_the_features() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("FEAT");
    ends.server().expect("FEAT");
    ends.server().send("211-Features:", " AUTH GSSAPI", " SIZE", "211 End");
    ends.client()
        .expect(
            "211-Features:",
            " SIZE",
            " EPSV",
            " HOST",
            " EPRT",
            " AUTH TLS",
            " PBSZ",
            " PROT",
            "211 End");
  }

  @Test
  void after_ccc_the_session_goes_on_in_clear_and_data_stays_protected() throws Exception {
    start("tls.ccc: true");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    ends.client().send("CCC");
    ends.client().expect("200 Clear from here on.");
    ends.client().endTls();
    ends.relays("PWD", "257 \"/\"");
    ends.client().send("PROT C", "AUTH TLS");
    ends.client().expect(said(Refusal.WITHOUT_TLS), said(Refusal.TLS_ALREADY));
    Data data = begin(ends, "RETR f");
    data.client().startTls(engine());
    data.server().write("hello");
    data.server().finish();
    ends.server().send("226 Done.");
    data.client().expectBytes("hello".getBytes(US_ASCII));
  }

  @Test
  void tls_begins_with_the_connection_at_an_implicit_entry() throws Exception {
    int implicit = FreePorts.one();
    start("tls.implicit: \"127.0.0.1:" + implicit + "\"");
    Peer client = connect(CLIENT, HOST, implicit);
    client.startTls(engine());
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    client.expect("220 Ready.");
    Ends ends = new Ends(client, toServer);
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    Data data = begin(ends, "RETR f");
    data.client().startTls(engine());
    data.server().finish();
    ends.server().send("226 Done.");
    data.client().expectEnd();
    client.expect("226 Done.");
  }

  @Test
  void too_many_handshakes_from_one_address_are_turned_away() throws Exception {
    start("limits.handshakes-per-minute: 1");
    secured();
    Ends second = greeted();
    second.client().send("AUTH TLS");
    second.client().expect(said(Refusal.TOO_MANY_HANDSHAKES));
    second.client().expectEnd();
  }

  @Test
  void a_client_without_a_certificate_is_refused_where_one_is_required() throws Exception {
    Path authorities = Certificates.pem(folder, other.getCertificate());
    start("tls.client-certificates: required", "tls.client-authorities: " + authorities);
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    assertThatThrownBy(
            () -> {
              ends.client().startTls(engine());
              ends.client().line();
            })
        .isInstanceOf(IOException.class);
    awaitRefused(Refusal.TLS_HANDSHAKE_FAILED, 1);
  }

  @Test
  void the_certificates_name_is_the_user_where_the_site_says_so() throws Exception {
    Path authorities = Certificates.pem(folder, other.getCertificate());
    start(
        "tls.client-certificates: required",
        "tls.client-authorities: " + authorities,
        "tls.certificate-names-user: true");
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    ends.client().startTls(Certificates.engine(Certificates.client(other), "ftp.example"));
    ends.client().send("USER root");
    ends.server().expect("USER other");
  }

  @Test
  void a_data_connection_with_another_certificate_is_refused() throws Exception {
    Path authorities = Certificates.pem(folder, other.getCertificate());
    start("tls.client-certificates: optional", "tls.client-authorities: " + authorities);
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Data data = begin(ends, "RETR f");
    data.client().startTls(Certificates.engine(Certificates.client(other), "ftp.example"));
    data.server().expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.DATA_CERTIFICATE_DIFFERS));
  }

  @Test
  void a_line_longer_than_a_tls_record_is_still_one_line() throws Exception {
    start("limits.line: 65536");
    Ends ends = secured();
    String path = "a".repeat(40_000);
    ends.relays("SIZE " + path, "550 No.");
  }
}
