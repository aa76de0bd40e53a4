package pasvport.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import pasvport.site.HostText;

/**
 * What the gateway shows to a client: a certificate, those who issued it, and its private key.
 *
 * @param origin where it is from, for messages: a file's path
 * @param entry the chain, its own certificate first, and the key
 * @param remarks what was odd when it was read, a sentence each
 */
public record Identity(String origin, PrivateKeyEntry entry, List<String> remarks) {

  /** GeneralName's tags in RFC 5280, section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  public Identity {
    remarks = List.copyOf(remarks);
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return (X509Certificate) entry.getCertificate();
  }

  /** The certificate and those who issued it, in the order in which they are sent. */
  public List<X509Certificate> chain() {
    return Arrays.stream(entry.getCertificateChain()).map(X509Certificate.class::cast).toList();
  }

  /** The DNS names and addresses for which it holds; empty when it names none. */
  public List<String> names() {
    try {
      var names = certificate().getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
              .map(name -> String.valueOf(name.get(1)))
              .map(Identity::written)
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String written(String name) {
    // Java writes an IPv6 address without shortening it.
    return name.indexOf(':') >= 0 ? HostText.written(InetAddress.ofLiteral(name)) : name;
  }

  /** One name for it: the first that it holds for, else its subject. */
  public String name() {
    return names().stream()
        .findFirst()
        .orElseGet(() -> certificate().getSubjectX500Principal().getName());
  }

  /** Whether it holds for a DNS name (RFC 9525, section 6.3: a wildcard is one whole label). */
  public boolean isFor(String dnsName) {
    var wanted = dnsName.toLowerCase(Locale.ROOT);
    var rest = wanted.substring(wanted.indexOf('.') + 1);
    return names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(wanted) || name.equals("*." + rest));
  }

  /** Who issued it, as RFC 2253 writes names. */
  public String issuer() {
    return isSelfSigned()
        ? "itself"
        : certificate().getIssuerX500Principal().getName(X500Principal.RFC2253);
  }

  boolean isSelfSigned() {
    return certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
  }

  public Instant begins() {
    return certificate().getNotBefore().toInstant();
  }

  public Instant expires() {
    return certificate().getNotAfter().toInstant();
  }

  Duration lifetime() {
    return Duration.between(begins(), expires());
  }

  /** The kind of its key: EC, RSA, EdDSA. */
  public String keyType() {
    return certificate().getPublicKey().getAlgorithm();
  }

  /** SHA-256 of the certificate as FTP clients show it: {@code 3c:ad:04:…}. */
  public String fingerprint() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(hash);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new UncheckedIOException(new IOException("a certificate has no fingerprint", e));
    }
  }
}
