package pasvport.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.util.KeyPairUtils;
import pasvport.site.Acme;

/** One conversation with a CA, from the account to the certificate. */
final class AcmeOrder {

  /** A request to a CA; they answer within seconds. */
  private static final Duration REQUEST = Duration.ofSeconds(30);

  /** For the CA to look at a challenge, or to sign. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int CHALLENGE_BITS = 2048;

  private final Acme acme;
  private final Path accountFile;

  AcmeOrder(Acme acme, Path accountFile) {
    this.acme = acme;
    this.accountFile = accountFile;
  }

  /** Why there is no certificate; {@code notBefore} when the CA said when to come again. */
  static final class Refused extends Exception {
    private final transient Optional<Instant> notBefore;

    Refused(String why, Optional<Instant> notBefore, Throwable cause) {
      super(why, cause);
      this.notBefore = notBefore;
    }

    Optional<Instant> notBefore() {
      return notBefore;
    }
  }

  /**
   * Obtains a certificate.
   *
   * @param key the key that is certified
   * @return the certificate and those who issued it
   * @throws Refused if the CA gives none, or cannot be reached
   */
  List<X509Certificate> chain(KeyPair key) throws Refused, InterruptedException {
    try {
      var order = login().newOrder().domains(acme.names()).create();
      prove(order);
      order.waitUntilReady(PATIENCE);
      order.execute(key);
      if (order.waitForCompletion(PATIENCE) != Status.VALID) {
        throw new IOException("the order was refused: " + told(order.getError()));
      }
      return order.getCertificate().getCertificateChain();
    } catch (AcmeRateLimitedException e) {
      throw new Refused(said(e), e.getRetryAfter(), e);
    } catch (AcmeException | IOException e) {
      throw new Refused(said(e), Optional.empty(), e);
    }
  }

  private Login login() throws AcmeException, IOException {
    var session = new Session(acme.directory(), new PrivateCa(acme.caFile()));
    session.networkSettings().setTimeout(REQUEST);
    var account = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey());
    acme.contact().forEach(account::addEmail);
    return account.createLogin(session);
  }

  private KeyPair accountKey() throws IOException {
    if (!Files.exists(accountFile)) {
      var made = SelfSigning.newKey();
      IdentityFiles.write(
          accountFile,
          Pem.written("PRIVATE KEY", made.getPrivate().getEncoded())
              + Pem.written("PUBLIC KEY", made.getPublic().getEncoded()));
    }
    var blocks = Pem.read(accountFile);
    if (blocks.size() != 2) {
      throw new IOException(accountFile + ": PRIVATE KEY and PUBLIC KEY were expected");
    }
    return new KeyPair(Keys.readPublic(blocks.get(1)), Keys.read(blocks.get(0), null));
  }

  /** Shows the CA that the names lead here, unless it remembers. */
  private void prove(Order order) throws AcmeException, IOException, InterruptedException {
    var pending = new HashMap<Authorization, Challenge>();
    for (var authorization : order.getAuthorizations()) {
      if (authorization.getStatus() != Status.VALID) {
        pending.put(
            authorization,
            authorization
                .findChallenge(acme.challenge().type())
                .orElseThrow(() ->
                    new IOException(
                        "the CA offers no %s for %s"
                            .formatted(
                                acme.challenge().type(),
                                authorization.getIdentifier().getValue()))));
      }
    }
    if (pending.isEmpty()) {
      return;
    }
    var refused = new ArrayList<String>();
    try (var _ = Responder.open(acme.answersAt(), answer(pending.keySet()))) {
      for (var challenge : pending.values()) {
        challenge.trigger();
      }
      for (var authorization : pending.keySet()) {
        if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
          refused.add(authorization.getIdentifier().getValue() + ": " + why(authorization));
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new IOException(String.join("; ", refused));
    }
  }

  private Responder.Answer answer(Iterable<Authorization> pending) throws IOException {
    return switch (acme.challenge()) {
      case HTTP_01 -> {
        var authorizations = new HashMap<String, String>();
        for (var each : pending) {
          each.findChallenge(Http01Challenge.class)
              .ifPresent(challenge ->
                  authorizations.put(challenge.getToken(), challenge.getAuthorization()));
        }
        yield new HttpAnswer(authorizations);
      }
      case TLS_ALPN_01 -> {
        var key = KeyPairUtils.createKeyPair(CHALLENGE_BITS); // acme4j signs it with RSA
        var certificates = new HashMap<String, X509Certificate>();
        for (var each : pending) {
          each.findChallenge(TlsAlpn01Challenge.class)
              .ifPresent(challenge ->
                  certificates.put(
                      each.getIdentifier().getValue(),
                      challenge.createCertificate(key, each.getIdentifier())));
        }
        yield new TlsAnswer(key, certificates);
      }
    };
  }

  private String why(Authorization authorization) {
    return authorization
        .findChallenge(acme.challenge().type())
        .map(challenge -> told(challenge.getError()))
        .orElse("it gives no reason");
  }

  private static String told(Optional<Problem> problem) {
    return problem.map(Problem::toString).orElse("it gives no reason");
  }

  /** The reasons from the outermost to the innermost, each once. */
  private static String said(Throwable failure) {
    var said = new StringBuilder();
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      var why = Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
      if (said.indexOf(why) < 0) {
        said.append(said.isEmpty() ? "" : ": ").append(why);
      }
    }
    return said.toString();
  }
}
