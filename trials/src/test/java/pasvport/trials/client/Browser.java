package pasvport.trials.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import pasvport.lab.Host;
import pasvport.lab.Running;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chromium without a screen in a host, by its driver's WebDriver protocol (W3C), which curl speaks
 * there.
 */
public final class Browser implements AutoCloseable {
  public static final String TAB = "\uE004";
  public static final String ENTER = "\uE007";

  private static final int PORT = 9515;
  private static final String DRIVER = "http://127.0.0.1:%d/session".formatted(PORT);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Host host;
  private final Running driver;
  private final String session;

  /**
   * @param folder for its profile
   * @param width in CSS pixels
   */
  public Browser(Host host, Path folder, int width) throws IOException {
    this.host = host;
    driver = host.start(List.of("chromedriver", "--port=" + PORT), PORT);
    var arguments =
        List.of(
            "--headless=new",
            "--no-sandbox", // it runs as root, with nothing but the vantage to load
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + Files.createTempDirectory(folder, "profile"));
    var options =
        Map.of(
            "args",
            arguments,
            "mobileEmulation",
            Map.of("deviceMetrics", Map.of("width", width, "height", 900, "pixelRatio", 1)));
    session =
        post(
                DRIVER,
                Map.of(
                    "capabilities",
                    Map.of(
                        "alwaysMatch",
                        Map.of(
                            "browserName",
                            "chrome",
                            "acceptInsecureCerts",
                            true,
                            "goog:chromeOptions",
                            options))))
            .get("sessionId")
            .asString();
  }

  private JsonNode post(String url, Map<String, ?> body) {
    return asked(List.of("-d", JsonMapper.shared().writeValueAsString(body), url));
  }

  private JsonNode asked(List<String> words) {
    var command = new ArrayList<>(List.of("curl", "-sS", "-H", "Content-Type: application/json"));
    command.addAll(words);
    var answer =
        JsonMapper.shared().readTree(host.run(command).within(PATIENCE).orThrow().stdout());
    var value = answer.get("value");
    if (value.has("error")) {
      throw new IllegalStateException(value.get("message").asString());
    }
    return value;
  }

  private String at(String path) {
    return DRIVER + "/" + session + path;
  }

  public void open(String url) {
    post(at("/url"), Map.of("url", url));
  }

  /** What a script returns. */
  public JsonNode script(String script) {
    return post(at("/execute/sync"), Map.of("script", script, "args", List.of()));
  }

  public void click(String css) {
    post(at("/element/%s/click".formatted(element(css))), Map.of());
  }

  public void type(String css, String text) {
    post(at("/element/%s/value".formatted(element(css))), Map.of("text", text));
  }

  private String element(String css) {
    return post(at("/element"), Map.of("using", "css selector", "value", css))
        .values()
        .iterator()
        .next()
        .asString();
  }

  /** Presses keys, one after the other, wherever the focus is. */
  public void press(String keys) {
    var strokes = new ArrayList<Map<String, Object>>();
    keys.chars()
        .mapToObj(key -> String.valueOf((char) key))
        .forEach(key -> {
          strokes.add(Map.of("type", "keyDown", "value", key));
          strokes.add(Map.of("type", "keyUp", "value", key));
        });
    post(
        at("/actions"),
        Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", strokes))));
  }

  /** The window as a picture. */
  public void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(asked(List.of(at("/screenshot"))).asString()));
  }

  @Override
  public void close() {
    asked(List.of("-X", "DELETE", at("")));
    driver.close();
  }
}
