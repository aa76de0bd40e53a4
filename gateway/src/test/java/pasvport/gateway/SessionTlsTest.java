package pasvport.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.ArrayList;
import java.util.Collections;
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

  @ParameterizedTest
  @CsvSource({"RETR, false, true", "STOR, false, false", "STOR, true, true"})
  void an_upload_that_need_not_resume_brings_no_ticket_that_its_client_would_leave_unread(
      String verb, boolean reuse, boolean ticket) throws Exception {
    start("tls.require-session-reuse: " + reuse);
    Ends ends = loggedInUnderTls("TLSv1.3");
    protectData(ends);
    Data data = begin(ends, verb + " f");
    data.client().startTls(engine("TLSv1.3"));
    int before = sessionsKept();
    Peer from = verb.equals("RETR") ? data.server() : data.client();
    Peer to = verb.equals("RETR") ? data.client() : data.server();
    from.write(file(10));
    from.finish();
    to.read(10);
    if (verb.equals("RETR")) {
      ends.server().send("226 Done.");
      to.expectEnd();
    } else {
      to.expectEnd();
      to.close();
      from.expectEnd();
    }
    assertThat(sessionsKept() > before).isEqualTo(ticket);
  }

  private int sessionsKept() {
    return Collections.list(clients.getClientSessionContext().getIds()).size();
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
  void an_active_data_connection_that_does_not_resume_is_refused_where_it_must() throws Exception {
    start("tls.require-session-reuse: true");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(HOST, 0));
      ends.client().send("EPRT |1|127.0.0.1|" + listener.socket().getLocalPort() + "|");
      ends.server().expect("EPSV");
      ScriptedServer.DataPort behind = server().openData();
      ends.server().send(behind.reply229());
      ends.client().expectStart("200 ");
      ends.client().send("RETR f");
      Peer data = behind.accept();
      ends.server().expect("RETR f");
      ends.server().send("150 Here it comes.");
      Peer client = closedAfterwards(new Peer(listener.accept().socket()));
      ends.client().expect("150 Here it comes.");
      client.startTls(Certificates.engine(Certificates.client(), "ftp.example"));
      data.expectReset();
      ends.server().send("426 Broken.");
      ends.client().expect(said(Refusal.DATA_NOT_RESUMED));
    }
    assertThat(refused(Refusal.DATA_NOT_RESUMED)).isEqualTo(1);
    ends.relays("PWD", "257 \"/\"");
  }

  @Test
  void a_connection_that_no_session_claims_is_reset_and_the_right_one_still_comes()
      throws Exception {
    start("tls.require-session-reuse: true");
    SSLContext thief = Certificates.client();
    Ends theirs = greeted();
    theirs.client().send("AUTH TLS");
    theirs.client().expect("234 AUTH TLS ok.");
    theirs.client().startTls(Certificates.engine(thief, "ftp.example"));
    theirs.relays("USER eve", "331 Password?");
    Ends mine = loggedInUnderTls();
    protectData(mine);
    Channel channel = epsv(mine);
    Peer stranger = connectData(CLIENT, channel.port());
    assertThatThrownBy(() -> stranger.startTls(Certificates.engine(thief, "ftp.example")))
        .isInstanceOf(IOException.class);
    awaitRefused(Refusal.UNCLAIMED_DATA_CONNECTION, 1);
    mine.client().send("RETR f");
    Peer behind = channel.behind().accept();
    mine.server().expect("RETR f");
    mine.server().send("150 Here it comes.");
    mine.client().expect("150 Here it comes.");
    Peer data = connectData(CLIENT, channel.port());
    assertThat(data.startTls(engine()).isResumed()).isTrue();
    behind.write("hello");
    behind.finish();
    mine.server().send("226 Done.");
    assertThat(data.read(5)).isEqualTo("hello".getBytes(US_ASCII));
    mine.client().expect("226 Done.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessions_behind_one_address_share_one_port_and_each_gets_its_own(String version)
      throws Exception {
    start(1, "tls.require-session-reuse: true");
    int sessions = 5;
    List<SSLContext> contexts = new ArrayList<>();
    List<Ends> all = new ArrayList<>();
    List<Channel> channels = new ArrayList<>();
    List<Peer> behind = new ArrayList<>();
    for (int number = 0; number < sessions; number++) {
      SSLContext context = Certificates.client();
      contexts.add(context);
      Ends ends = greeted();
      all.add(ends);
      ends.client().send("AUTH TLS");
      ends.client().expect("234 AUTH TLS ok.");
      ends.client().startTls(Certificates.engine(context, "ftp.example", version));
      ends.relays("USER u" + number, "331 Password?");
      ends.relays("PASS secret", "230 Welcome.");
      protectData(ends);
    }
    for (Ends ends : all) {
      channels.add(epsv(ends));
    }
    assertThat(channels).extracting(Channel::port).containsOnly(range().first());
    for (int number = 0; number < sessions; number++) {
      all.get(number).client().send("RETR f");
      behind.add(channels.get(number).behind().accept());
      all.get(number).server().expect("RETR f");
      all.get(number).server().send("150 Here it comes.");
      all.get(number).client().expect("150 Here it comes.");
    }
    // All are connected before any has said whose it is, in another order.
    List<Peer> data = new ArrayList<>();
    for (int number = 0; number < sessions; number++) {
      data.add(connectData(CLIENT, range().first()));
    }
    for (int number = sessions - 1; number >= 0; number--) {
      Peer client = data.get(number);
      client.startTls(Certificates.engine(contexts.get(number), "ftp.example", version));
      behind.get(number).write("for " + number);
      behind.get(number).finish();
      all.get(number).server().send("226 Done.");
      assertThat(client.read(5)).isEqualTo(("for " + number).getBytes(US_ASCII));
      all.get(number).client().expect("226 Done.");
    }
  }

  @Test
  void a_session_in_clear_waits_until_a_shared_port_is_its_own() throws Exception {
    start(1, "tls.require-session-reuse: true");
    Ends secured = loggedInUnderTls();
    protectData(secured);
    Channel shared = epsv(secured);
    Ends clear = loggedIn();
    clear.client().send("EPSV");
    await("the line").until(() -> waiting() == 1);
    secured.client().send("RETR f");
    Peer behind = shared.behind().accept();
    secured.server().expect("RETR f");
    secured.server().send("150 Here it comes.");
    secured.client().expect("150 Here it comes.");
    Peer data = connectData(CLIENT, shared.port());
    data.startTls(engine());
    clear.server().expect("EPSV");
    ScriptedServer.DataPort own = server().openData();
    clear.server().send(own.reply229());
    assertThat(clear.client().expect229()).isEqualTo(range().first());
    behind.finish();
    secured.server().send("226 Done.");
    data.expectEnd();
    secured.client().expect("226 Done.");
  }

  @Test
  void what_is_no_client_hello_is_reset() throws Exception {
    start("tls.require-session-reuse: true");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Channel channel = epsv(ends);
    Peer stranger = connectData(CLIENT, channel.port());
    stranger.send("GET / HTTP/1.1");
    stranger.expectOver();
    awaitRefused(Refusal.UNCLAIMED_DATA_CONNECTION, 1);
  }

  @ParameterizedTest
  @CsvSource({"exact, 127.0.0.2, false", "/24, 127.0.0.2, true", "/24, 127.0.1.2, false"})
  void data_comes_from_where_the_site_lets_it(String from, String address, boolean taken)
      throws Exception {
    start("passive.data-peer: " + from);
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    if (taken) {
      Peer data = connectData(address, channel.port());
      behind.write("hello");
      behind.finish();
      ends.server().send("226 Done.");
      assertThat(data.readAll()).hasSize(5);
    } else {
      assertThat(Knock.at(address, HOST, channel.port())).isFalse();
    }
  }

  @Test
  void data_comes_from_anywhere_if_it_resumes() throws Exception {
    start("tls.require-session-reuse: true", "passive.data-peer: tls-session");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    Peer stranger = connectData("127.7.7.7", channel.port());
    assertThatThrownBy(
            () -> stranger.startTls(Certificates.engine(Certificates.client(), "ftp.example")))
        .isInstanceOf(IOException.class);
    Peer data = connectData("127.9.9.9", channel.port());
    data.startTls(engine());
    behind.write("hello");
    behind.finish();
    ends.server().send("226 Done.");
    assertThat(data.read(5)).isEqualTo("hello".getBytes(US_ASCII));
    ends.client().expect("226 Done.");
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

  /** Then a FIN is no more than it is in clear. */
  @Test
  void where_close_notify_is_optional_an_upload_ends_without_it_unless_its_client_is_gone()
      throws Exception {
    start("tls.close-notify: optional");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Data data = begin(ends, "STOR f");
    data.client().startTls(engine());
    data.client().write(file(5000));
    data.client().cut();
    assertThat(data.server().readAll()).isEqualTo(file(5000));
    data.server().close();
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");

    Data half = begin(ends, "STOR g");
    half.client().startTls(engine());
    half.client().write(file(5000));
    assertThat(half.server().read(5000)).isEqualTo(file(5000));
    ends.client().cut();
    half.client().cut();
    half.server().expectReset();
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
    assertThat(refused(Refusal.TLS_FAILED)).isEqualTo(1);
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

  @Test
  void renegotiation_is_refused() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("AUTH TLS");
    ends.client().expect("234 AUTH TLS ok.");
    SSLEngine engine = engine("TLSv1.2");
    ends.client().startTls(engine);
    ends.relays("NOOP", "200 Well.");
    assertThatThrownBy(() -> ends.client().startTls(engine)).isInstanceOf(IOException.class);
    ends.server().expectEnd();
    assertThat(refused(Refusal.TLS_FAILED)).isEqualTo(1);
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
    awaitRefused(Refusal.TLS_FAILED, 1);
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
  void after_ccc_no_password_is_taken_in_clear_where_tls_is_required() throws Exception {
    start("tls.ccc: true", "tls.control: required");
    Ends ends = loggedInUnderTls();
    ends.client().send("CCC");
    ends.client().expect("200 Clear from here on.");
    ends.client().endTls();
    ends.relays("REIN", "220 Ready.");
    ends.client().send("USER joe", "PASS secret");
    ends.client().expect(said(Refusal.TLS_REQUIRED), said(Refusal.TLS_REQUIRED));
  }

  @Test
  void a_verb_that_nobody_knows_moves_no_data_in_clear_where_tls_is_required() throws Exception {
    start("tls.data: required");
    Ends ends = loggedInUnderTls();
    Channel channel = epsv(ends);
    Peer data = connectData(CLIENT, channel.port());
    ends.client().send("XFER f");
    ends.server().expect("XFER f");
    ends.server().send("150 Here it comes.");
    data.expectOver();
    ends.server().send("426 Broken.");
    ends.client().expect("150 Here it comes.", said(Refusal.DATA_TLS_REQUIRED));
  }

  /** A client begins TLS once it is told to go on; a tape may have to be mounted first. */
  @Test
  void the_wait_for_a_clients_tls_begins_with_the_servers_1yz() throws Exception {
    start("timeouts.data-wait: 300ms");
    Ends ends = loggedInUnderTls();
    protectData(ends);
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    Peer data = connectData(CLIENT, channel.port());
    // Another client's wait, which began later, is over.
    Ends other = loggedIn();
    Channel theirs = epsv(other);
    other.client().send("RETR g");
    theirs.behind().accept().expectReset();
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    data.startTls(engine());
    behind.write("hello");
    behind.finish();
    ends.server().send("226 Done.");
    data.expectBytes("hello".getBytes(US_ASCII));
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
    awaitRefused(Refusal.TLS_FAILED, 1);
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
