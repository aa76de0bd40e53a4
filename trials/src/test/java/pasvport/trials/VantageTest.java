package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.doctor.vantage.Challenge;
import pasvport.lab.Lab;
import pasvport.lab.Ran;
import pasvport.trials.client.Browser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A vantage outside tests servers behind a firewall, for those who have proved them theirs. */
@Tag("lab")
final class VantageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Where pictures of the page are left, to be looked at. */
  private static final Path PICTURES =
      Path.of(System.getProperty("basedir", ".")).resolve("target/page");

  @TempDir private static Path folder;
  private static DoctorLab lab;
  private static OutsideVantage vantage;

  @BeforeAll
  static void build() throws IOException {
    lab = DoctorLab.open(folder);
    vantage = OutsideVantage.start(lab);
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static DoctorSpot spot() throws IOException {
    var spot = lab.spot();
    Files.createDirectories(spot.folder());
    return spot;
  }

  private static Ran tested(String url) {
    var words = new ArrayList<>(List.of("test", url));
    words.addAll(vantage.options());
    return lab.outside.run(Pasvport.verb(words.toArray(String[]::new))).within(PATIENCE);
  }

  private static Ran curl(String secret, String path, String... options) {
    var command =
        new ArrayList<>(
            List.of("curl", "-sS", "-k", "-i", "-H", "Authorization: Bearer " + secret));
    command.addAll(List.of(options));
    command.add(vantage.url() + path);
    return lab.outside.run(command).within(PATIENCE).orThrow();
  }

  private static JsonNode body(Ran answer) {
    return JsonMapper.shared()
        .readTree(answer.stdout().substring(answer.stdout().indexOf("\r\n\r\n")));
  }

  @Test
  void a_server_is_tested_from_outside_once_it_bears_the_challenge() throws IOException {
    var spot = spot().open(DoctorSpot.ALL);
    var url = "ftp://%s/pub/".formatted(spot.address());
    spot.vsftpd();
    var refused = tested(url);
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.stderr())
        .contains(
            Challenge.of(vantage.token(), spot.address()).text(),
            "greeting of the FTP server at port 21",
            "_pasvport." + spot.address());

    var proved = spot().open(DoctorSpot.ALL);
    proved.vsftpd(vantage.banner(proved));
    var ran = tested("ftp://%s/pub/".formatted(proved.address()));
    assertThat(ran.stdout()).contains("works.");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void addresses_that_are_not_public_and_unknown_tokens_are_refused_by_name() throws IOException {
    var spot = spot().open(DoctorSpot.ALL);
    var special = tested("ftp://%s/".formatted(spot.inside()));
    assertThat(special.exit()).isEqualTo(3);
    assertThat(special.stderr()).contains("not a public address");

    var stranger = curl("x".repeat(43), "/tests", "-d", "{\"target\": \"ftp://198.51.100.31/\"}");
    assertThat(stranger.stdout()).startsWith("HTTP/1.1 401");
    assertThat(body(stranger).get("refusal").asString()).isEqualTo("unknown-token");
    assertThat(curl(vantage.token().secret(), "/tests", "-d", "{").stdout())
        .startsWith("HTTP/1.1 400");
    assertThat(curl(vantage.token().secret(), "/tests/0").stdout()).startsWith("HTTP/1.1 404");
    assertThat(curl(vantage.token().secret(), "/beside/view", "-d", "{}").stdout())
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void twenty_tests_at_once_all_come_to_their_verdict() throws IOException {
    var expected = new LinkedHashMap<String, String>();
    for (int i = 0; i < 20; i++) {
      var spot = spot().open(DoctorSpot.ALL);
      boolean healthy = i % 2 == 0;
      spot.vsftpd(
          vantage.banner(spot), "pasv_address=" + (healthy ? spot.address() : spot.inside()));
      var begun =
          curl(
              vantage.token().secret(),
              "/tests",
              "-d",
              "{\"target\": \"ftp://%s/pub/\", \"password\": \"guest\"}".formatted(spot.address()));
      assertThat(begun.stdout()).startsWith("HTTP/1.1 202");
      expected.put(body(begun).get("id").asString(), healthy ? "[]" : "[\"pasv-private-address\"]");
    }
    expected.forEach((id, findings) -> {
      await()
          .atMost(PATIENCE)
          .until(() ->
              body(curl(vantage.token().secret(), "/tests/" + id + "?wait=5&after=100000"))
                  .has("result"));
      var result = body(curl(vantage.token().secret(), "/tests/" + id)).get("result");
      assertThat(
              result
                  .get("findings")
                  .valueStream()
                  .map(each -> "\"" + each.get("id").asString() + "\"")
                  .toList()
                  .toString())
          .isEqualTo(findings);
    });
  }

  @Test
  void the_page_is_filled_in_run_and_read() throws IOException {
    var spot = spot().open(DoctorSpot.ALL);
    spot.vsftpd(vantage.banner(spot), "pasv_address=" + spot.inside());
    assumeTrue(
        Lab.installed("chromium") && Lab.installed("chromedriver"),
        "the trials need chromium and chromedriver");
    for (int width : List.of(1000, 400)) {
      try (var browser = new Browser(lab.outside, folder, width)) {
        browser.open(vantage.url() + "/");
        assertThat(curl(vantage.token().secret(), "/").stdout())
            .containsIgnoringCase("content-security-policy: default-src 'none'")
            .doesNotContainPattern("(src|href)=\"(https?:)?//");
        browser.screenshot(PICTURES.resolve("form-%d.png".formatted(width)));
        browser.type("#token", vantage.token().secret());
        browser.type("#host", spot.address() + "/pub/");
        browser.click("#run");
        awaitVerdict(browser, "does not work as it should");
        assertThat(text(browser, "findings")).contains("pasv-private-address", spot.inside());
        assertThat(browser.script("return document.activeElement.id").asString())
            .isEqualTo("verdict");
        // Nothing is cut off or has to be pushed aside.
        assertThat(browser.script("return document.scrollingElement.scrollWidth").asInt())
            .isLessThanOrEqualTo(width);
        browser.screenshot(PICTURES.resolve("verdict-%d.png".formatted(width)));
      }
    }
  }

  @Test
  void the_page_works_by_keyboard_alone() throws IOException {
    var spot = spot().open(DoctorSpot.ALL);
    spot.vsftpd();
    assumeTrue(
        Lab.installed("chromium") && Lab.installed("chromedriver"),
        "the trials need chromium and chromedriver");
    try (var browser = new Browser(lab.outside, folder, 1000)) {
      browser.open(vantage.url() + "/");
      browser.press(Browser.TAB + "wrong-token-wrong-token" + Browser.TAB + Browser.TAB);
      browser.press(spot.address() + Browser.ENTER);
      await().atMost(PATIENCE).until(() -> text(browser, "error").contains("token"));
      assertThat(browser.script("return document.activeElement.id").asString()).isEqualTo("token");
      // The focus is on the field that is wrong, and its text is replaced.
      browser.script("document.activeElement.select()");
      browser.press(vantage.token().secret() + Browser.ENTER);
      await().atMost(PATIENCE).until(() -> text(browser, "challenge-text").startsWith("pasvport-"));
      assertThat(text(browser, "challenge-text"))
          .isEqualTo(Challenge.of(vantage.token(), spot.address()).text());
      assertThat(browser.script("return document.activeElement.id").asString())
          .isEqualTo("challenge-title");
      browser.screenshot(PICTURES.resolve("challenge.png"));
    }
  }

  private static void awaitVerdict(Browser browser, String words) {
    await().atMost(PATIENCE).until(() -> text(browser, "verdict").contains(words));
  }

  private static String text(Browser browser, String id) {
    return browser
        .script("return document.getElementById('%s').innerText".formatted(id))
        .asString();
  }
}
