package pasvport.site;

import java.util.List;

/**
 * Where the certificates come from that the gateway shows under TLS. With neither, a self-signed
 * one serves.
 *
 * @param files certificates that somebody else keeps
 * @param acme the certificate that Pasvport obtains itself
 */
public record CertificateSources(
    @Key(
            "Certificates in files, each with its key; read again when they change. A client is"
                + " shown the one that has the name it asks for, else the first.")
        List<CertificateFile> files,
    @Key("A certificate that Pasvport obtains and renews by ACME (RFC 8555).") Acme acme) {

  public CertificateSources {
    files = List.copyOf(files);
  }
}
