package pasvport.certificates;

import java.io.IOException;
import java.io.StringReader;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Private keys in the forms that Java alone does not read, by BouncyCastle. */
final class OtherKeys {

  private OtherKeys() {}

  /** The key as PKCS#8, decrypted. */
  static byte[] pkcs8(Pem.Block block, char @Nullable [] password) throws IOException {
    try (var parser = new PEMParser(new StringReader(block.text()))) {
      return info(block, parser.readObject(), password).getEncoded();
    } catch (PEMException | PKCSException | OperatorCreationException e) {
      throw block.failure(
          password == null
              ? "this private key cannot be read: " + e.getMessage()
              : "this private key cannot be read; is the password another? " + e.getMessage(),
          e);
    }
  }

  private static PrivateKeyInfo info(
      Pem.Block block, @Nullable Object found, char @Nullable [] password)
      throws IOException, PKCSException, OperatorCreationException {
    return switch (found) {
      case PEMKeyPair clear -> clear.getPrivateKeyInfo();
      case PEMEncryptedKeyPair encrypted ->
          encrypted
              .decryptKeyPair(
                  new JcePEMDecryptorProviderBuilder()
                      .setProvider(new BouncyCastleProvider())
                      .build(needed(block, password)))
              .getPrivateKeyInfo();
      case PKCS8EncryptedPrivateKeyInfo encrypted ->
          encrypted.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(needed(block, password)));
      case null, default ->
          throw block.failure(
              block.label()
                  + " is not known. Allowed: PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA"
                  + " PRIVATE KEY, EC PRIVATE KEY");
    };
  }

  private static char[] needed(Pem.Block block, char @Nullable [] password) throws IOException {
    if (password == null) {
      throw block.failure("this private key is encrypted: name its password-file");
    }
    return password;
  }
}
