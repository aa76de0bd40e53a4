package pasvport.web;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS with the certificates that are in force at each handshake. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * A context for a server.
   *
   * @param inForce at least one; of those that fit a client the first is shown
   */
  public static SSLContext context(Supplier<List<PrivateKeyEntry>> inForce) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new InForce(inForce)}, null, new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /** An alias is the place in the list. */
  private static final class InForce extends X509ExtendedKeyManager {
    private final Supplier<List<PrivateKeyEntry>> entries;

    InForce(Supplier<List<PrivateKeyEntry>> entries) {
      this.entries = entries;
    }

    private @Nullable String choose(String keyType) {
      var all = entries.get();
      return IntStream.range(0, all.size())
          .filter(i -> all.get(i).getPrivateKey().getAlgorithm().equals(keyType))
          .mapToObj(Integer::toString)
          .findFirst()
          .orElse(null);
    }

    private @Nullable PrivateKeyEntry entry(String alias) {
      var all = entries.get();
      int index = Integer.parseInt(alias);
      return index < all.size() ? all.get(index) : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return choose(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      var entry = entry(alias);
      return entry == null
          ? null
          : Arrays.copyOf(
              entry.getCertificateChain(),
              entry.getCertificateChain().length,
              X509Certificate[].class);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      var entry = entry(alias);
      return entry == null ? null : entry.getPrivateKey();
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
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
