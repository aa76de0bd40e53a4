package pasvport.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Private keys: read from PEM, and matched with the certificate's public key. */
final class Keys {

  /** Kinds of keys as Java names them, each with a signature that all of the kind can make. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private static final byte[] PROBE = "does the key fit?".getBytes(StandardCharsets.US_ASCII);

  private Keys() {}

  static boolean isKey(Pem.Block block) {
    return block.label().endsWith("PRIVATE KEY");
  }

  /**
   * The key in a block: PKCS#8, encrypted or not, PKCS#1 or SEC1.
   *
   * @param password what it is encrypted with; null for none
   */
  static PrivateKey read(Pem.Block block, char @Nullable [] password) throws IOException {
    // BouncyCastle takes long to load, and most keys can do without.
    var pkcs8 =
        block.label().equals("PRIVATE KEY") ? block.bytes() : OtherKeys.pkcs8(block, password);
    return SIGNATURES.keySet().stream()
        .flatMap(kind -> ofKind(kind, pkcs8).stream())
        .findFirst()
        .orElseThrow(() ->
            block.failure(
                "this private key cannot be read. Allowed: RSA, EC (P-256, P-384, P-521),"
                    + " Ed25519"));
  }

  /** The public key in a block that this program has written. */
  static PublicKey readPublic(Pem.Block block) throws IOException {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(block.bytes()));
    } catch (GeneralSecurityException e) {
      throw block.failure("this public key cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<PrivateKey> ofKind(String kind, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Whether a signature by the one is a signature by the other. */
  static boolean fit(PrivateKey key, PublicKey certified) {
    var algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null || !key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      var signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // such as two curves
    }
  }
}
