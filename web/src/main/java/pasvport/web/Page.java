package pasvport.web;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The page for people, whose parts stand beside this class; read once. */
final class Page {
  private Page() {}

  static void register(HttpRules rules) {
    rules
        .get("/", part("page.html", "text/html; charset=utf-8"))
        .get("/page.css", part("page.css", "text/css; charset=utf-8"))
        .get("/page.js", part("page.js", "text/javascript; charset=utf-8"))
        .get("/icon.svg", part("icon.svg", "image/svg+xml"));
  }

  private static Handler part(String name, String type) {
    try (var in = Optional.ofNullable(Page.class.getResourceAsStream(name)).orElseThrow()) {
      var bytes = in.readAllBytes();
      return (_, response) -> response.header("Content-Type", type).send(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is missing from the jar", e);
    }
  }
}
