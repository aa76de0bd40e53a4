package pasvport.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.doctor.report.Shape;
import pasvport.doctor.vantage.Job;
import pasvport.doctor.vantage.Order;
import pasvport.doctor.vantage.Outside;
import pasvport.doctor.vantage.Refusal;
import pasvport.doctor.vantage.RefusedException;
import pasvport.doctor.vantage.Throttle;
import pasvport.doctor.vantage.Token;
import pasvport.doctor.vantage.Tokens;
import pasvport.site.HostText;
import pasvport.site.Network;

/** What can be asked of a vantage, and by whom. */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private static final String BEARER = "Bearer ";

  /** The longest that a question for news of a test is held. */
  private static final Duration HELD = Duration.ofSeconds(25);

  /** The network that one household of IPv6 has. */
  private static final int HOUSEHOLD = 64;

  private final Tokens tokens;
  private final Roles roles;
  private final Throttle byClient = new Throttle(200, Duration.ofMillis(50));
  private final Throttle strangers = new Throttle(10, Duration.ofSeconds(10));

  Api(Tokens tokens, Roles roles) {
    this.tokens = tokens;
    this.roles = roles;
  }

  void register(HttpRules rules) {
    rules
        .get("/health", free(_ -> Map.of("status", "up")))
        .get(
            "/challenge",
            asked((token, request) ->
                Answers.challenge(outside().challenge(token, query(request, "host").orElse("")))))
        .post("/tests", begun(this::test))
        .get("/tests/{id}", asked(this::news))
        .post("/knock", begun((token, request) -> outside().knock(token, body(request))))
        .post("/visit", begun((token, request) -> outside().visit(token, body(request))))
        .post("/beside/{question}", asked(this::beside));
  }

  /** A question that comes with a token. */
  @FunctionalInterface
  private interface Question<T> {
    T answer(Token token, ServerRequest request) throws RefusedException;
  }

  /** A question that everybody may ask. */
  @FunctionalInterface
  private interface Open {
    Map<String, ?> answer(ServerRequest request) throws RefusedException;
  }

  private Handler free(Open open) {
    return (request, response) -> {
      try {
        byClient.pass(household(request));
        Answers.json(response, open.answer(request));
      } catch (RefusedException no) {
        Answers.refused(response, no);
      }
    };
  }

  private Handler asked(Question<Map<String, ?>> question) {
    return free(request -> question.answer(holder(request), request));
  }

  /** One whose answer comes later, at an address of its own. */
  private Handler begun(Question<Job> question) {
    return (request, response) -> {
      try {
        byClient.pass(household(request));
        var job = question.answer(holder(request), request);
        Answers.json(
            response.status(Status.ACCEPTED_202).header("Location", "/tests/" + job.id()),
            Map.of("id", job.id()));
      } catch (RefusedException no) {
        Answers.refused(response, no);
      }
    };
  }

  private Token holder(ServerRequest request) throws RefusedException {
    var shown = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    try {
      return tokens.holder(
          shown.startsWith(BEARER) ? shown.substring(BEARER.length()).strip() : "");
    } catch (RefusedException unknown) {
      strangers.pass(household(request));
      LOG.atInfo().addKeyValue("client", household(request)).log("unknown token");
      throw unknown;
    }
  }

  private Outside outside() throws RefusedException {
    return roles
        .outside()
        .orElseThrow(() ->
            new RefusedException(
                Refusal.NOT_OFFERED, "this vantage stands beside a server and tests none"));
  }

  private Map<String, ?> beside(Token token, ServerRequest request) throws RefusedException {
    var question = request.path().pathParameters().get("question");
    var end =
        roles
            .beside()
            .orElseThrow(() ->
                new RefusedException(
                    Refusal.NOT_OFFERED, "this vantage does not stand beside a server (--beside)"));
    var order = body(request);
    LOG.atInfo()
        .addKeyValue("token", token)
        .addKeyValue("client", household(request))
        .addKeyValue("question", question)
        .log("beside");
    try {
      return end.answer(question, order);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_POSSIBLE, String.valueOf(e.getMessage()));
    }
  }

  private Job test(Token token, ServerRequest request) throws RefusedException {
    var wish = Order.read(body(request));
    var job = outside().test(token, wish);
    LOG.atInfo()
        .addKeyValue("token", token)
        .addKeyValue("client", household(request))
        .addKeyValue("target", wish.target())
        .addKeyValue("id", job.id())
        .log("test");
    return job;
  }

  private Map<String, ?> news(Token token, ServerRequest request) throws RefusedException {
    var job = outside().job(token, request.path().pathParameters().get("id"));
    try {
      return job.after(
          number(request, "after", Integer.MAX_VALUE),
          Duration.ofSeconds(number(request, "wait", (int) HELD.toSeconds())));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw RefusedException.forNow(Refusal.BUSY, "the vantage is stopping", HELD);
    }
  }

  private static Shape body(ServerRequest request) throws RefusedException {
    try (var in = request.content().inputStream()) {
      var bytes = in.readNBytes(VantageServer.MOST_BODY + 1);
      if (bytes.length <= VantageServer.MOST_BODY) {
        return Shape.parse(new String(bytes, StandardCharsets.UTF_8));
      }
      throw new RefusedException(Refusal.MALFORMED, "that is too much");
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> query(ServerRequest request, String name) {
    return request.query().first(name).asString().map(text -> text);
  }

  private static int number(ServerRequest request, String name, int most) throws RefusedException {
    try {
      return Math.clamp(query(request, name).map(Long::parseLong).orElse(0L), 0, most);
    } catch (NumberFormatException e) {
      throw new RefusedException(Refusal.MALFORMED, name + " is a number");
    }
  }

  /** Who is at the other end, as far as it tells people apart. */
  private static String household(ServerRequest request) {
    InetAddress address =
        request.remotePeer().address() instanceof InetSocketAddress peer
            ? peer.getAddress()
            : InetAddress.getLoopbackAddress();
    return address instanceof Inet4Address
        ? HostText.written(address)
        : Network.containing(address, HOUSEHOLD).toString();
  }
}
