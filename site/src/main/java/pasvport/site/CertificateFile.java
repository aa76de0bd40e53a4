package pasvport.site;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A certificate with its chain and its key: in PEM, or in a PKCS#12 file.
 *
 * @param certificate PEM with the certificate first, then those who issued it
 * @param key PEM with the private key; absent, it stands beside the certificate
 * @param pkcs12 a PKCS#12 file, instead of both
 * @param passwordFile a file whose first line is the password of the key or of the PKCS#12 file
 */
public record CertificateFile(
    @Key(
            "A PEM file with the certificate, and after it those who issued it, as certbot's"
                + " `fullchain.pem`.")
        Optional<Path> certificate,
    @Key("A PEM file with the private key; left out, the key stands in the certificate's file.")
        Optional<Path> key,
    @Key("A PKCS#12 file with certificates and keys, instead of `certificate` and `key`.")
        Optional<Path> pkcs12,
    @Key(
            "A file whose first line is the password of the key or of the PKCS#12 file; left out,"
                + " there is none.")
        Optional<Path> passwordFile) {}
