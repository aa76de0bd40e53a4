package pasvport.trials.client;

import java.io.Serializable;

/** Where a client connects to, as whom, and how protected. */
public record Entry(String host, int port, String user, String password, Tls tls)
    implements Serializable {
  boolean overIpv6() {
    return host.contains(":");
  }

  /** With a path from the folder in which the user is after login. */
  String url(String path) {
    String literal = overIpv6() ? "[" + host + "]" : host;
    String scheme = tls.implicit() ? "ftps" : "ftp";
    return "%s://%s:%s@%s:%d/%s".formatted(scheme, user, password, literal, port, path);
  }
}
