package pasvport.gateway.tls;

import java.net.Socket;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among several certificates: of the kind that the handshake can use, one that bears the
 * name that the client asks for (SNI, RFC 6066 §3), else the first.
 */
final class ByName extends X509ExtendedKeyManager {
  /** RFC 5280 §4.2.1.6: a subjectAltName that is a DNS name. */
  private static final int DNS_NAME = 2;

  private final List<PrivateKeyEntry> entries;

  ByName(List<PrivateKeyEntry> entries) {
    this.entries = List.copyOf(entries);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    List<Integer> usable =
        IntStream.range(0, entries.size()).filter(index -> isOf(keyType, index)).boxed().toList();
    Optional<String> asked = requestedName(engine);
    return usable.stream()
        .filter(index -> asked.filter(name -> bears(index, name)).isPresent())
        .findFirst()
        .or(() -> usable.stream().findFirst())
        .map(String::valueOf)
        .orElse(null);
  }

  private static Optional<String> requestedName(SSLEngine engine) {
    if (!(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
      return Optional.empty();
    }
    return name(session.getRequestedServerNames());
  }

  /** The host name among what a client asks for. */
  static Optional<String> name(List<SNIServerName> names) {
    return names.stream()
        .filter(name -> name.getType() == StandardConstants.SNI_HOST_NAME)
        .findFirst()
        .map(name -> new SNIHostName(name.getEncoded()).getAsciiName().toLowerCase(Locale.ROOT));
  }

  private boolean isOf(String keyType, int index) {
    String algorithm = entries.get(index).getCertificate().getPublicKey().getAlgorithm();
    return switch (keyType) {
      case "Ed25519", "Ed448" -> algorithm.equals(keyType) || algorithm.equals("EdDSA");
      default -> algorithm.equals(keyType.replaceFirst("_.*", ""));
    };
  }

  private boolean bears(int index, String name) {
    try {
      Collection<List<?>> names =
          ((X509Certificate) entries.get(index).getCertificate()).getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(each -> each.getFirst().equals(DNS_NAME))
              .anyMatch(each -> matches(each.get(1).toString().toLowerCase(Locale.ROOT), name));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** RFC 6125 §6.4.3: a wildcard stands for one whole label, the first. */
  private static boolean matches(String inCertificate, String name) {
    if (!inCertificate.startsWith("*.")) {
      return inCertificate.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && name.substring(dot).equals(inCertificate.substring(1));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return entries.get(Integer.parseInt(alias)).getPrivateKey();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return Arrays.stream(entries.get(Integer.parseInt(alias)).getCertificateChain())
        .map(X509Certificate.class::cast)
        .toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
