package pasvport.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.certificates.Certificates;
import pasvport.doctor.ends.Beside;
import pasvport.doctor.vantage.Ground;
import pasvport.doctor.vantage.Outside;
import pasvport.doctor.vantage.Token;
import pasvport.doctor.vantage.Tokens;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.Json;
import pasvport.site.Site;

/** What a vantage says over HTTPS, and to whom. */
class VantageServerTest {
  private static final Token ALICE = new Token("alice", "a".repeat(43));

  @TempDir private Path folder;
  private Certificates certificates;
  private Beside beside;
  private VantageServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    var home = Home.at(folder);
    home.create();
    certificates =
        Certificates.open(Site.defaults().certificates(), home, new SimpleMeterRegistry());
    beside = new Beside(Optional.empty(), false, List.of());
    open(new Roles(Optional.of(new Outside(new Ground(List.of()))), Optional.empty()));
  }

  private void open(Roles roles) {
    close();
    server =
        VantageServer.start(
            new Endpoint("127.0.0.1", 0),
            ServerTls.context(certificates::entries),
            Tokens.of(ALICE),
            roles);
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(VantageTrust.pinned(fingerprint()).context())
            .build();
  }

  private void close() {
    if (server != null) {
      client.close();
      server.close();
    }
  }

  @AfterEach
  void stop() throws IOException {
    close();
    beside.close();
    certificates.close();
  }

  private String fingerprint() {
    return certificates.inForce().getFirst().fingerprint();
  }

  private URI url(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> sent(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> posted(String path, String secret, String body)
      throws IOException, InterruptedException {
    return sent(
        HttpRequest.newBuilder(url(path))
            .header("Authorization", "Bearer " + secret)
            .POST(BodyPublishers.ofString(body)));
  }

  /** A vantage often stands where names are slow or not to be had. */
  @Test
  void no_name_is_looked_up_for_a_client() throws Exception {
    int before = CountedNames.BY_ADDRESS.get();
    assertThat(sent(HttpRequest.newBuilder(url("/health"))).statusCode()).isEqualTo(200);
    assertThat(posted("/tests", "x".repeat(43), "{}").statusCode()).isEqualTo(401);
    assertThat(CountedNames.BY_ADDRESS.get()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /tests       | {                                   | 400 | malformed
          /tests       | {}                                  | 400 | malformed
          /tests       | {"target": "gopher://192.0.2.1/"}   | 400 | malformed
          /tests       | {"target": "ftp://192.168.1.1/"}    | 403 | special-address
          /tests       | {"target": "ftp://[::1]/"}          | 403 | special-address
          /tests       | {"target": "ftp://8.8.8.8:25/"}     | 403 | port-not-tested
          /knock       | {"target": "ftp://10.0.0.1/"}       | 403 | special-address
          /visit       | {"target": "ftp://127.0.0.1/"}      | 403 | special-address
          /beside/view | {}                                  | 404 | not-offered
          """)
  void a_refusal_has_its_status_and_its_name(String path, String body, int status, String refusal)
      throws Exception {
    var answer = posted(path, ALICE.secret(), body);
    assertThat(answer.body()).contains("\"refusal\": \"" + refusal + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tests", "/knock", "/visit", "/beside/view", "/beside/open-stage"})
  void nothing_is_done_for_those_without_a_token(String path) throws Exception {
    open(new Roles(Optional.of(new Outside(new Ground(List.of()))), Optional.of(beside)));
    var none = sent(HttpRequest.newBuilder(url(path)).POST(BodyPublishers.ofString("{}")));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(posted(path, "b".repeat(43), "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void who_guesses_tokens_is_told_to_wait_and_the_owner_is_still_served() throws Exception {
    var answer = posted("/tests", "wrong", "{}");
    for (int i = 0; i < 20 && answer.statusCode() == 401; i++) {
      answer = posted("/tests", "wrong" + i, "{}");
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 10));
    assertThat(posted("/tests", ALICE.secret(), "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void what_is_too_long_is_refused_before_it_is_read_whole() throws Exception {
    var answer = posted("/tests", ALICE.secret(), " ".repeat(VantageServer.MOST_BODY + 1));
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/page.css", "/icon.svg", "/health", "/tests/0", "/no"})
  void nothing_is_framed_kept_or_loaded_from_elsewhere(String path) throws Exception {
    var headers = sent(HttpRequest.newBuilder(url(path))).headers();
    assertThat(headers.firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void an_end_beside_a_server_answers_what_it_sees_and_refuses_what_it_cannot_read()
      throws Exception {
    open(new Roles(Optional.empty(), Optional.of(beside)));
    try (var vantage =
        new VantageClient(url("/"), ALICE.secret(), VantageTrust.pinned(fingerprint()))) {
      var view = RemoteEnd.beside(vantage).ask("view", Map.of());
      assertThat(view.list("listening").map(each -> each.text("at")))
          .contains("127.0.0.1:" + server.port());
      assertThatThrownBy(() -> RemoteEnd.beside(vantage).ask("nonsense", Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nonsense is none of");
      assertThatThrownBy(() -> vantage.get("challenge?host=192.0.2.1"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tests none");
    }
  }

  @Test
  void who_is_told_to_ask_again_later_does() throws Exception {
    var order = Map.of("target", "ftp://10.0.0.1/");
    int status = 403;
    for (int i = 0; i < 100 && status == 403; i++) {
      status = posted("/tests", ALICE.secret(), Json.write(order)).statusCode();
    }
    assertThat(status).isEqualTo(429);
    try (var vantage =
        new VantageClient(url("/"), ALICE.secret(), VantageTrust.pinned(fingerprint()))) {
      assertThatThrownBy(() -> vantage.post("tests", order))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("10.0.0.1 is not a public address");
    }
  }

  @Test
  void a_vantage_with_another_certificate_is_told_no_token() {
    var other = "00".repeat(32);
    try (var vantage = new VantageClient(url("/"), ALICE.secret(), VantageTrust.pinned(other))) {
      assertThatThrownBy(() -> vantage.get("health"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shows another certificate, SHA-256 ");
    }
    try (var vantage = new VantageClient(url("/"), ALICE.secret(), VantageTrust.known())) {
      assertThatThrownBy(() -> vantage.get("health"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be asked");
    }
  }
}
