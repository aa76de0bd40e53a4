package pasvport.web;

import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.doctor.vantage.Challenge;
import pasvport.doctor.vantage.Refusal;
import pasvport.doctor.vantage.RefusedException;
import pasvport.site.Json;

/** How questions are answered: as JSON that nobody keeps, a refusal by its status and its name. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** The page loads its own parts and asks its own server, and can do nothing else. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private Answers() {}

  /** Puts the headers on every answer, and lets no failure tell more than that it is one. */
  static void guarded(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HEADERS.forEach(response::header);
    try {
      chain.proceed();
    } catch (HttpException | RequestException known) {
      throw known;
    } catch (RuntimeException defect) {
      LOG.atError().setCause(defect).log("a request has failed");
      if (!response.isSent()) {
        json(response.status(Status.INTERNAL_SERVER_ERROR_500), Map.of("message", "a defect"));
      }
    }
  }

  static void json(ServerResponse response, Map<String, ?> value) {
    response
        .header("Content-Type", "application/json; charset=utf-8")
        .send((Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static void refused(ServerResponse response, RefusedException no) {
    var value = new LinkedHashMap<String, Object>();
    value.put("refusal", no.refusal().toString());
    value.put("message", String.valueOf(no.getMessage()));
    no.challenge().ifPresent(challenge -> value.put("challenge", challenge(challenge)));
    if (!no.retryAfter().isZero()) {
      response.header("Retry-After", Long.toString(no.retryAfter().plusMillis(999).toSeconds()));
    }
    if (no.refusal() == Refusal.UNKNOWN_TOKEN) {
      response.header("WWW-Authenticate", "Bearer");
    }
    json(response.status(status(no.refusal())), value);
  }

  static Map<String, Object> challenge(Challenge challenge) {
    var value = new LinkedHashMap<String, Object>();
    value.put("host", challenge.host());
    value.put("text", challenge.text());
    value.put("record", challenge.record());
    return value;
  }

  private static Status status(Refusal refusal) {
    return switch (refusal) {
      case MALFORMED -> Status.BAD_REQUEST_400;
      case UNKNOWN_TOKEN -> Status.UNAUTHORIZED_401;
      case SPECIAL_ADDRESS, PORT_NOT_TESTED, NOT_PROVED -> Status.FORBIDDEN_403;
      case UNKNOWN_TEST, NOT_OFFERED -> Status.NOT_FOUND_404;
      case NAME_NOT_FOUND -> Status.UNPROCESSABLE_CONTENT_422;
      case NOT_POSSIBLE -> Status.CONFLICT_409;
      case TOO_OFTEN, BUSY -> Status.TOO_MANY_REQUESTS_429;
    };
  }
}
