package pasvport.doctor.explain;

import java.net.InetAddress;
import pasvport.site.HostText;

/**
 * An end of a TCP connection.
 *
 * @param port 0 if it was not told
 */
public record Endpoint(InetAddress address, int port) {

  /** {@code 192.0.2.1:21} or {@code [2001:db8::1]:21}; without the port if it was not told. */
  @Override
  public String toString() {
    var host = HostText.written(address);
    if (port == 0) {
      return host;
    }
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
