package pasvport.doctor.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pasvport.doctor.probe.Resolver;
import pasvport.doctor.report.Shape;
import pasvport.site.Json;
import pasvport.site.Network;

/** Who may have what tested, and what is tested then. */
class OutsideTest {
  private static final Token ALICE = new Token("alice", "a".repeat(43));
  private static final Token BOB = new Token("bob", "b".repeat(43));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("192.168.7.7");

  private Greeter server;
  private Names names;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() throws IOException {
    server = new Greeter("220 ready");
    names = new Names();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    names.close();
  }

  private Outside outside(Resolver resolver, String... allowed) {
    return new Outside(
        new Ground(List.of(allowed).stream().map(Network::parse).toList()),
        resolver,
        Zone.of(names.address()),
        () -> now);
  }

  private Outside outside() {
    return outside(_ -> new InetAddress[] {LOCAL}, "127.0.0.0/8");
  }

  private Job test(Outside outside, Token token, String url) throws RefusedException {
    return outside.test(token, Order.read(Shape.parse(Json.write(Map.of("target", url)))));
  }

  private Refusal refused(Outside outside, Token token, String url) {
    try {
      test(outside, token, url);
      throw new AssertionError("not refused");
    } catch (RefusedException no) {
      return no.refusal();
    }
  }

  private String url() {
    return "ftp://ftp.acme.test:%d/".formatted(server.port());
  }

  private void greetWithChallenge(Token token) {
    server.greet("220 " + Challenge.of(token, "ftp.acme.test").text() + " ready");
  }

  @Test
  void without_a_proof_it_is_refused_with_the_challenge_and_nothing_is_tested() {
    assertThatThrownBy(() -> test(outside(), ALICE, url()))
        .asInstanceOf(type(RefusedException.class))
        .satisfies(no -> {
          assertThat(no.refusal()).isEqualTo(Refusal.NOT_PROVED);
          assertThat(no.challenge()).contains(Challenge.of(ALICE, "FTP.acme.test."));
        });
    assertThat(server.greeted()).isEqualTo(1);
  }

  @Test
  void a_greeting_with_the_challenge_proves_it_and_the_server_is_tested() throws Exception {
    greetWithChallenge(ALICE);
    var news = finished(test(outside(), ALICE, url()));
    assertThat(news.text("state")).isEqualTo("done");
    assertThat(news.maybe("result").orElseThrow().list("findings").map(each -> each.text("id")))
        .contains("login-refused");
    assertThat(news.list("lines")).isNotEmpty();
  }

  @Test
  void another_token_owners_challenge_proves_nothing() {
    greetWithChallenge(ALICE);
    assertThat(refused(outside(), BOB, url())).isEqualTo(Refusal.NOT_PROVED);
  }

  @Test
  void the_challenge_in_what_is_no_greeting_proves_nothing() {
    server.greet("500 unknown command " + Challenge.of(ALICE, "ftp.acme.test").text());
    assertThat(refused(outside(), ALICE, url())).isEqualTo(Refusal.NOT_PROVED);
  }

  @Test
  void a_name_that_points_elsewhere_after_the_proof_is_not_followed() throws Exception {
    greetWithChallenge(ALICE);
    var asked = new AtomicInteger();
    var outside =
        outside(
            _ -> new InetAddress[] {asked.getAndIncrement() == 0 ? LOCAL : STRANGER},
            "127.0.0.0/8",
            "192.168.0.0/16");
    var told = told(test(outside, ALICE, url()));
    assertThat(asked).hasValue(1);
    assertThat(told).contains("127.0.0.1").doesNotContain("192.168.7.7");
  }

  @Test
  void of_a_names_addresses_only_those_proved_are_tested() throws Exception {
    greetWithChallenge(ALICE);
    var outside = outside(_ -> new InetAddress[] {STRANGER, LOCAL}, "127.0.0.0/8");
    assertThat(told(test(outside, ALICE, url()))).doesNotContain("192.168.7.7");
  }

  @Test
  void an_address_that_is_not_public_is_refused_unless_it_is_allowed() {
    greetWithChallenge(ALICE);
    assertThat(refused(outside(_ -> new InetAddress[] {LOCAL}), ALICE, url()))
        .isEqualTo(Refusal.SPECIAL_ADDRESS);
    assertThat(server.greeted()).isZero();
  }

  @Test
  void ports_of_other_services_are_not_even_looked_at() {
    assertThat(List.of(25, 80, 443, 1023))
        .allSatisfy(port ->
            assertThat(refused(outside(), ALICE, "ftp://ftp.acme.test:%d/".formatted(port)))
                .isEqualTo(Refusal.PORT_NOT_TESTED));
  }

  @Test
  void a_proof_holds_for_an_hour_also_when_the_greeting_is_gone() throws Exception {
    var outside = outside();
    greetWithChallenge(ALICE);
    finished(test(outside, ALICE, url()));
    server.greet("220 ready");
    finished(test(outside, ALICE, url()));
    now = now.plus(Duration.ofHours(1));
    assertThat(refused(outside, ALICE, url())).isEqualTo(Refusal.NOT_PROVED);
  }

  @Test
  void a_record_proves_it_if_the_address_has_that_name() throws Exception {
    names
        .text("_pasvport.ftp.acme.test", Challenge.of(ALICE, "ftp.acme.test").text())
        .pointer("1.0.0.127.in-addr.arpa", "ftp.acme.test");
    // Nothing greets at port 21 here: the DNS alone can have proved it.
    assertThat(finished(test(outside(), ALICE, "ftp://ftp.acme.test/")).text("state"))
        .isEqualTo("done");
  }

  @Test
  void a_record_at_a_name_that_the_address_does_not_have_proves_nothing() {
    names.text("_pasvport.ftp.acme.test", Challenge.of(ALICE, "ftp.acme.test").text());
    assertThat(refused(outside(), ALICE, "ftp://ftp.acme.test/")).isEqualTo(Refusal.NOT_PROVED);
  }

  @Test
  void a_record_proves_nothing_of_other_ports() {
    names
        .text("_pasvport.ftp.acme.test", Challenge.of(ALICE, "ftp.acme.test").text())
        .pointer("1.0.0.127.in-addr.arpa", "ftp.acme.test");
    assertThat(refused(outside(), ALICE, url())).isEqualTo(Refusal.NOT_PROVED);
  }

  /** On a host with many users each of them can greet at a port above 1023. */
  @Test
  void a_greeting_that_every_user_of_a_host_can_give_opens_none_of_its_other_ports()
      throws Exception {
    greetWithChallenge(ALICE);
    var order =
        Shape.parse(
            Json.write(
                Map.of(
                    "target", url(), "ports", List.of(server.port()), "secret", "0".repeat(32))));
    var outside = outside();
    assertThatThrownBy(() -> outside.knock(ALICE, order))
        .asInstanceOf(type(RefusedException.class))
        .extracting(RefusedException::refusal)
        .isEqualTo(Refusal.NOT_PROVED);

    names
        .text("_pasvport.ftp.acme.test", Challenge.of(ALICE, "ftp.acme.test").text())
        .pointer("1.0.0.127.in-addr.arpa", "ftp.acme.test");
    assertThat(finished(outside.knock(ALICE, order)).text("state")).isEqualTo("done");
  }

  @Test
  void a_scene_is_played_once_however_often_it_is_asked_for() throws Exception {
    greetWithChallenge(ALICE);
    var outside = outside();
    finished(test(outside, ALICE, url()));
    int before = server.greeted();
    var scenes = Collections.nCopies(1_000, "extended");
    finished(
        outside.visit(
            ALICE,
            Shape.parse(
                Json.write(Map.of("target", url(), "scenes", scenes, "secret", "0".repeat(32))))));
    assertThat(server.greeted()).isEqualTo(before + 1);
  }

  @Test
  void looking_for_proofs_is_no_way_to_flood_an_address() {
    var outside = outside();
    for (int i = 0; i < 30; i++) {
      refused(outside, ALICE, url());
    }
    assertThat(refused(outside, BOB, url())).isEqualTo(Refusal.TOO_OFTEN);
    assertThat(server.greeted()).isLessThan(15);
  }

  @Test
  void a_test_is_nobodys_but_its_askers() throws Exception {
    greetWithChallenge(ALICE);
    var outside = outside();
    var job = test(outside, ALICE, url());
    assertThatThrownBy(() -> outside.job(BOB, job.id()))
        .asInstanceOf(type(RefusedException.class))
        .extracting(RefusedException::refusal)
        .isEqualTo(Refusal.UNKNOWN_TEST);
    finished(job);
  }

  @Test
  void words_that_would_steer_a_server_are_refused() {
    assertThatThrownBy(() ->
            Order.read(Shape.parse(Json.write(Map.of("target", url(), "user", "alice\r\nDELE x")))))
        .asInstanceOf(type(RefusedException.class))
        .extracting(RefusedException::refusal)
        .isEqualTo(Refusal.MALFORMED);
  }

  private static Shape finished(Job job) throws InterruptedException {
    while (true) {
      var news = Shape.parse(Json.write(job.after(Integer.MAX_VALUE, PATIENCE)));
      if (news.maybe("result").isPresent()) {
        return Shape.parse(Json.write(job.after(0, PATIENCE)));
      }
      assertThat(news.text("state")).isIn("waiting", "running");
    }
  }

  private static String told(Job job) throws InterruptedException {
    return finished(job).list("lines").map(line -> line.text("text")).toList().toString();
  }
}
