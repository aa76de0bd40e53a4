package pasvport.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import pasvport.doctor.fact.Line;
import pasvport.doctor.report.ReportJson;
import pasvport.doctor.report.Shape;
import pasvport.site.Json;

/** The one who asks a vantage. */
public final class VantageClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** More than a vantage holds a question. */
  private static final Duration ANSWER = Duration.ofSeconds(45);

  /** A report with all that was said has some hundred kilobytes. */
  private static final int MOST_ANSWER = 16 * 1024 * 1024;

  /** A test that waits for its turn first has ended by then. */
  private static final Duration LONGEST = Duration.ofMinutes(20);

  /** So often a vantage that is busy is asked again. */
  private static final int MOST_TRIES = 20;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpClient http;
  private final URI vantage;
  private final String token;

  /**
   * @param vantage {@code https://host:port}
   */
  public VantageClient(URI vantage, String token, VantageTrust trust) {
    if (!"https".equals(vantage.getScheme()) || vantage.getHost() == null) {
      throw new IllegalArgumentException(
          vantage + " is no vantage's address, such as https://vantage.example.net:8443");
    }
    this.vantage = vantage.resolve("/");
    this.token = token;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .sslContext(trust.context())
            .build();
  }

  /**
   * Has something done and waits for its end.
   *
   * @param path what is asked for, such as {@code tests}
   * @param reader sees each line soon after it was said
   * @return the result
   * @throws IOException with what the vantage said, or why it could not be asked
   */
  public Shape have(String path, Map<String, ?> order, Consumer<Line> reader)
      throws IOException, InterruptedException {
    var id = post(path, order).text("id");
    int next = 0;
    long began = System.nanoTime();
    while (System.nanoTime() - began < LONGEST.toNanos()) {
      var news = get("tests/%s?wait=20&after=%d".formatted(id, next));
      news.list("lines").map(ReportJson::readLine).forEach(reader);
      next = (int) news.number("next");
      var result = news.maybe("result");
      if (result.isPresent()) {
        return result.get();
      }
      if (news.text("state").equals("failed")) {
        throw new IOException(vantage + " has failed; its log says why");
      }
    }
    throw new IOException(
        "%s has not ended the test within %d minutes".formatted(vantage, LONGEST.toMinutes()));
  }

  /** Asks for something that is there. */
  public Shape get(String path) throws IOException, InterruptedException {
    return ask(request(path).GET());
  }

  /** Asks for something to be done. */
  public Shape post(String path, Map<String, ?> order) throws IOException, InterruptedException {
    return ask(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(order))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(vantage.resolve(path))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + token);
  }

  private Shape ask(HttpRequest.Builder question) throws IOException, InterruptedException {
    var request = question.build();
    for (int tries = 1; ; tries++) {
      var response = sent(request);
      var answer = read(response);
      if (response.statusCode() / 100 == 2) {
        return answer;
      }
      var pause = pause(response);
      if (response.statusCode() != TOO_MANY_REQUESTS || pause.isEmpty() || tries == MOST_TRIES) {
        throw new IOException(
            "%s: %s"
                .formatted(
                    vantage,
                    answer.maybeText("message").orElse("it answered " + response.statusCode())));
      }
      Thread.sleep(pause.get());
    }
  }

  private HttpResponse<InputStream> sent(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(
          "%s cannot be asked: %s"
              .formatted(
                  vantage, cause.getMessage() == null ? "no connection" : cause.getMessage()),
          e);
    }
  }

  private static Optional<Duration> pause(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .filter(pause -> pause.compareTo(LONGEST_PAUSE) <= 0);
  }

  private Shape read(HttpResponse<InputStream> response) throws IOException {
    try (var in = response.body()) {
      var bytes = in.readNBytes(MOST_ANSWER + 1);
      if (bytes.length > MOST_ANSWER) {
        throw new IOException(vantage + ": its answer is longer than any of a vantage's");
      }
      return Shape.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(vantage + " does not answer as a vantage: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
