package pasvport.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import pasvport.site.HostText;

/** Makes keys, and the self-signed certificate of a first start. */
final class SelfSigning {

  /** Who trusts it has compared a fingerprint by eye, and shall not have to do so often. */
  private static final Duration LIFETIME = Duration.ofDays(3653);

  /** For clients whose clock is behind. */
  private static final Duration EARLIER = Duration.ofDays(1);

  /** Clients refuse handshakes of many kilobytes; a host rarely has more addresses than this. */
  private static final int MOST_ADDRESSES = 32;

  /** A resolver that does not answer must not hold up a first start. */
  private static final long RESOLVER_SECONDS = 1;

  /** RFC 5280, section 4.1.2.2: positive, and at most 20 bytes. */
  private static final int SERIAL_BITS = 127;

  /** A common name is at most this long (RFC 5280, appendix A.1). */
  private static final int LONGEST_COMMON_NAME = 64;

  private static final String LOCAL = "localhost";

  private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

  /** A DNS name, and no address: it does not end in digits alone. */
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9-]{1,63}\\.){0,10}[A-Za-z0-9-]*[A-Za-z-][A-Za-z0-9-]*");

  private SelfSigning() {}

  /** A new key on P-256, which every client knows and whose handshakes are the cheapest. */
  static KeyPair newKey() throws IOException {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot make keys on P-256: " + e.getMessage(), e);
    }
  }

  static void write(Path file, Instant now) throws IOException {
    var key = newKey();
    IdentityFiles.write(file, key.getPrivate(), List.of(certificate(key, now)));
  }

  private static X509Certificate certificate(KeyPair key, Instant now) throws IOException {
    var names = hostNames();
    var first = names.stream().findFirst().orElse(LOCAL);
    var subject =
        new X500NameBuilder()
            .addRDN(BCStyle.CN, first.substring(0, Math.min(first.length(), LONGEST_COMMON_NAME)))
            .build();
    var alternatives =
        Stream.concat(
                names.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                addresses().stream()
                    .map(address -> new GeneralName(GeneralName.iPAddress, address)))
            .toArray(GeneralName[]::new);
    var builder =
        new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(SERIAL_BITS, new SecureRandom()),
                Date.from(now.minus(EARLIER)),
                Date.from(now.plus(LIFETIME)),
                subject,
                key.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IOException("a self-signed certificate cannot be made: " + e.getMessage(), e);
    }
  }

  /** This host's names, the full one first, and localhost. */
  private static Set<String> hostNames() {
    var names = new LinkedHashSet<String>();
    CompletableFuture.supplyAsync(SelfSigning::resolvedNames, Thread::startVirtualThread)
        .completeOnTimeout(List.of(), RESOLVER_SECONDS, TimeUnit.SECONDS)
        .join()
        .forEach(names::add);
    kernelsName().ifPresent(names::add);
    names.removeIf(name -> !NAME.matcher(name).matches() || name.equals(LOCAL));
    names.add(LOCAL); // the last: it is every host's
    return names;
  }

  private static List<String> resolvedNames() {
    try {
      var host = InetAddress.getLocalHost();
      return List.of(host.getCanonicalHostName(), host.getHostName());
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /** On Linux the host's name, whether a resolver knows it or not. */
  private static Optional<String> kernelsName() {
    try {
      return Optional.of(Files.readString(KERNELS_NAME).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> addresses() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLinkLocalAddress())
        .map(HostText::written)
        .distinct()
        .limit(MOST_ADDRESSES)
        .toList();
  }
}
