package pasvport.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Identities with whatever a test wants to be wrong with them; issued by a CA that nobody knows.
 */
final class MadeUp {

  private MadeUp() {}

  static Identity identity(Instant begins, Instant expires, String... names) {
    return identity(key("EC", 256), "SHA256withECDSA", begins, expires, names);
  }

  static Identity identity(
      KeyPair key, String signature, Instant begins, Instant expires, String... names) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Nobody's CA"),
              BigInteger.TEN,
              Date.from(begins),
              Date.from(expires),
              new X500Name("CN=made up"),
              key.getPublic());
      if (names.length > 0) {
        var alternatives = new GeneralName[names.length];
        for (var index = 0; index < names.length; index++) {
          alternatives[index] = new GeneralName(GeneralName.dNSName, names[index]);
        }
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
      }
      var certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder(signature).build(key.getPrivate())));
      return new Identity(
          "made-up.pem",
          new PrivateKeyEntry(key.getPrivate(), new X509Certificate[] {certificate}),
          List.of());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair key(String kind, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
