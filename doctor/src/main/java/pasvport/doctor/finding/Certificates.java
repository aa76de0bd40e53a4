package pasvport.doctor.finding;

import static pasvport.doctor.finding.Client.CURL;
import static pasvport.doctor.finding.Client.DOTNET;
import static pasvport.doctor.finding.Client.FILEZILLA;
import static pasvport.doctor.finding.Client.JAVA;
import static pasvport.doctor.finding.Client.LFTP;
import static pasvport.doctor.finding.Client.PYTHON;
import static pasvport.doctor.finding.Client.WINDOWS_FTP;
import static pasvport.doctor.finding.Client.WINSCP;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Session;

/** The server's certificate, as the first handshake showed it. */
final class Certificates {
  /** Nobody vouches for it. */
  static final List<Effect> EFFECTS =
      List.of(
          new Effect(FILEZILLA, true, "asks its user, and remembers the answer"),
          new Effect(WINSCP, true, "asks its user, and remembers the answer"),
          new Effect(CURL, false, "refuses; --cacert FILE names it"),
          new Effect(LFTP, false, "refuses; set ssl:ca-file FILE"),
          new Effect(WINDOWS_FTP, false, "knows no TLS"),
          new Effect(
              PYTHON,
              true,
              "checks only with a context: FTP_TLS(context=ssl.create_default_context())"),
          new Effect(
              DOTNET,
              false,
              "refuses; ServicePointManager.ServerCertificateValidationCallback decides"),
          new Effect(JAVA, true, "looks at its dates alone, unless it is given a TrustManager"));

  /** Its time is over. */
  static final List<Effect> EXPIRED =
      EFFECTS.stream()
          .map(each ->
              each.client() == JAVA
                  ? new Effect(JAVA, false, "refuses; setTrustManager() decides")
                  : each)
          .toList();

  private Certificates() {}

  /** A certificate and where it came from. */
  record Shown(Session session, Secured.Done tls, X509Certificate certificate) {

    String issuer() {
      var issuer = certificate.getIssuerX500Principal();
      return issuer.equals(certificate.getSubjectX500Principal())
          ? "itself (" + issuer.getName() + ")"
          : issuer.getName();
    }

    String subject() {
      return certificate.getSubjectX500Principal().getName();
    }

    String from() {
      return day(certificate.getNotBefore());
    }

    String to() {
      return day(certificate.getNotAfter());
    }

    boolean expired(Facts facts) {
      return facts.began().isBefore(certificate.getNotBefore().toInstant())
          || facts.began().isAfter(certificate.getNotAfter().toInstant());
    }

    boolean expiresWithin(Facts facts, Duration time) {
      Instant end = certificate.getNotAfter().toInstant();
      return facts.began().plus(time).isAfter(end)
          // One that was made for a short time is renewed often, and not late.
          && Duration.between(certificate.getNotBefore().toInstant(), end)
                  .compareTo(time.multipliedBy(2))
              > 0;
    }

    String fingerprint() {
      try {
        return HexFormat.ofDelimiter(":")
            .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()))
            .toUpperCase(Locale.ROOT);
      } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
        throw new IllegalStateException("it came encoded, and every JDK has SHA-256", impossible);
      }
    }

    private static String day(Date date) {
      return date.toInstant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    }
  }

  static Optional<Shown> first(Facts facts) {
    return facts.sessions().stream()
        .filter(
            session -> session.secured() instanceof Secured.Done done && !done.chain().isEmpty())
        .findFirst()
        .map(session -> {
          var done = (Secured.Done) session.secured();
          return new Shown(session, done, done.chain().getFirst());
        });
  }
}
