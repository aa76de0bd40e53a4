package pasvport.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Any CA that speaks ACME; its server is verified by roots of one's own, if there are such. */
final class PrivateCa extends GenericAcmeProvider {
  private final Optional<Path> roots;

  PrivateCa(Optional<Path> roots) {
    this.roots = roots;
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    if (roots.isEmpty()) {
      return super.createHttpClient(settings);
    }
    try {
      return HttpClient.newBuilder()
          .connectTimeout(settings.getTimeout())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .sslContext(trusting(roots.get()))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(Path file) throws IOException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var block : Pem.read(file)) {
        if (block.label().equals("CERTIFICATE")) {
          store.setCertificateEntry("line " + block.line(), IdentityFiles.certificate(block));
        }
      }
      if (store.size() == 0) {
        throw new IOException(file + ": no certificate in it; PEM was expected");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": these roots cannot be used: " + e.getMessage(), e);
    }
  }
}
