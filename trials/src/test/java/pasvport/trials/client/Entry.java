package pasvport.trials.client;

import java.io.Serializable;

/** Where a client connects to, and as whom. */
public record Entry(String host, int port, String user, String password) implements Serializable {
  boolean overIpv6() {
    return host.contains(":");
  }

  /** With a path from the folder in which the user is after login. */
  String url(String path) {
    String literal = overIpv6() ? "[" + host + "]" : host;
    return "ftp://%s:%s@%s:%d/%s".formatted(user, password, literal, port, path);
  }
}
