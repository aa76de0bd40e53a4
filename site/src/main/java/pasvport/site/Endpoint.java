package pasvport.site;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A host and a TCP port: where the gateway listens, or where the FTP server is.
 *
 * @param host {@code *} for every address of this host (dual stack), an IPv4 or IPv6 literal
 *     without brackets, or (for a server) a DNS name
 * @param port 1 to 65535; 0, which no file can say, lets the system choose when listening
 */
public record Endpoint(String host, int port) {

  /** The host that stands for every address of this host, IPv4 and IPv6. */
  public static final String EVERY_ADDRESS = "*";

  /** FTP's control port (RFC 959, section 8). */
  public static final int FTP = 21;

  public Endpoint {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (port < 0 || port > PortRange.HIGHEST) {
      throw new IllegalArgumentException(port + " is not a port: ports end at 65535");
    }
  }

  /**
   * Reads where to listen: {@code 2121}, {@code *:2121}, {@code 10.0.0.1:21}, {@code
   * [2001:db8::1]:21}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Endpoint listener(String text) {
    if (PortRange.isDigits(text)) {
      return new Endpoint(EVERY_ADDRESS, PortRange.port(text));
    }
    var parts = Parts.of(text);
    var host = parts.host.equals(EVERY_ADDRESS) ? EVERY_ADDRESS : ownAddress(parts.host);
    var port =
        parts.port.orElseThrow(
            () -> new IllegalArgumentException("the port is missing: write " + parts + ":2121"));
    return new Endpoint(host, PortRange.port(port));
  }

  private static String ownAddress(String text) {
    if (!HostText.looksLikeOne(text)) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " is not an address; listening needs one of this host, or *");
    }
    var address = HostText.parse(text);
    if (address.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " is not an address: write * for every address of this host");
    }
    return HostText.written(address);
  }

  /**
   * Reads where a server is: {@code ftp.internal}, {@code 10.0.0.1:21}, {@code [2001:db8::1]:21};
   * without a port it is 21.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Endpoint server(String text) {
    if (PortRange.isDigits(text)) {
      throw new IllegalArgumentException(
          "the server's host is missing: write 127.0.0.1:" + text + " for one on this host");
    }
    var parts = Parts.of(text);
    var port = parts.port.map(PortRange::port).orElse(FTP);
    if (parts.host.equals(EVERY_ADDRESS)) {
      throw new IllegalArgumentException("* names no server: write its address or name");
    }
    if (!HostText.looksLikeOne(parts.host)) {
      return new Endpoint(HostText.name(parts.host), port);
    }
    var address = HostText.parse(parts.host);
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException(parts.host + " is no server's address");
    }
    return new Endpoint(HostText.written(address), port);
  }

  /**
   * Reads where a server is: {@code 10.0.0.1:22}, {@code sftp.internal:22}, {@code
   * [2001:db8::1]:22}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Endpoint target(String text) {
    var server = server(text);
    if (Parts.of(text).port.isEmpty()) {
      throw new IllegalArgumentException("the port is missing: write " + Parts.of(text) + ":22");
    }
    return server;
  }

  /** Whether this stands for every address of the host. */
  public boolean everyAddress() {
    return host.equals(EVERY_ADDRESS);
  }

  /** The address, if the host is written as one; never asks a resolver. */
  public Optional<InetAddress> literal() {
    return HostText.looksLikeOne(host) ? Optional.of(HostText.parse(host)) : Optional.empty();
  }

  /** As it is written in a site, an IPv6 literal in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The two halves of the text, brackets taken off. */
  private record Parts(String host, Optional<String> port) {

    static Parts of(String text) {
      if (text.startsWith("[")) {
        var end = text.indexOf(']');
        if (end < 0) {
          throw new IllegalArgumentException("the closing ] of the IPv6 address is missing");
        }
        var host = text.substring(1, end);
        if (host.indexOf(':') < 0) {
          throw new IllegalArgumentException("brackets are for IPv6 addresses only");
        }
        var rest = text.substring(end + 1);
        if (rest.isEmpty()) {
          return new Parts(host, Optional.empty());
        }
        if (rest.charAt(0) != ':') {
          throw new IllegalArgumentException("after ] only a colon and a port may stand");
        }
        return new Parts(host, Optional.of(rest.substring(1)));
      }
      var colon = text.indexOf(':');
      if (colon < 0 || colon != text.lastIndexOf(':')) {
        return new Parts(text, Optional.empty()); // a name, or an IPv6 address without a port
      }
      return new Parts(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
  }
}
