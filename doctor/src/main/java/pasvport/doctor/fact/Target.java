package pasvport.doctor.fact;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is to be tested.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param path a file or, ending in a slash, a folder; empty for what the login shows
 * @param user as named in the URL
 */
public record Target(Scheme scheme, String host, int port, String path, Optional<String> user) {

  /**
   * Reads {@code ftp://user@host:port/path}; without a scheme it is {@code ftp}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Target parse(String text) {
    var uri = uri(text.contains("://") ? text : "ftp://" + text);
    var scheme =
        Arrays.stream(Scheme.values())
            .filter(each -> each.toString().equalsIgnoreCase(uri.getScheme()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "%s:// cannot be tested; use ftp, ftpes (TLS after AUTH TLS), ftps (TLS at once) or sftp"
                        .formatted(uri.getScheme())));
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("%s names no host".formatted(text));
    }
    var user = Optional.ofNullable(uri.getUserInfo());
    if (user.filter(info -> info.indexOf(':') >= 0).isPresent()) {
      throw new IllegalArgumentException(
          "a password in the URL is seen by every user of this machine; use --password-file");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      throw new IllegalArgumentException("%d is not a port".formatted(uri.getPort()));
    }
    return new Target(
        scheme,
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() < 0 ? scheme.port() : uri.getPort(),
        uri.getPath().isEmpty() ? "" : uri.getPath().substring(1),
        user);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "%s is not a URL such as ftp://ftp.example.com/".formatted(text), e);
    }
  }

  @Override
  public String toString() {
    return "%s://%s%s/%s"
        .formatted(
            scheme,
            host.indexOf(':') >= 0 ? "[" + host + "]" : host,
            port == scheme.port() ? "" : ":" + port,
            path);
  }
}
