package pasvport.doctor.explain;

import java.net.InetAddress;

/**
 * The client of a control connection as a server's log names it.
 *
 * @param port its port, 0 if the log does not say it
 * @param session what tells this log's sessions apart, such as a process id; empty if nothing does
 */
public record Peer(InetAddress address, int port, String session) {

  public Endpoint endpoint() {
    return new Endpoint(address, port);
  }
}
