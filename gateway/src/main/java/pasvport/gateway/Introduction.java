package pasvport.gateway;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.gateway.proxy.Header;
import pasvport.site.ServerProxy;

/**
 * How the server is told who the client is: with a PROXY protocol header, before anything else on a
 * connection that the gateway opens to it.
 *
 * @param where on which connections
 * @param client whom the connections are for
 */
record Introduction(ServerProxy where, Caller client) {
  /** What stands before a control connection's first command. */
  Optional<Header.Relayed> beforeControl() {
    return switch (where) {
      case OFF -> Optional.empty();
      case CONTROL, CONTROL_AND_DATA ->
          Optional.of(new Header.Relayed(client.client(), client.reached()));
    };
  }

  /**
   * Puts the header before a data connection. Its addresses are those of the control connection,
   * because that is what servers compare.
   *
   * @param clientPort the client's data port, where it has named one (PORT, EPRT), else that of its
   *     control connection, as RFC 959 §3.2 has it; the port that it will come from is not known
   *     yet
   * @param reachedPort the gateway's
   */
  DataEnd beforeData(DataEnd.Called connection, int clientPort, int reachedPort) {
    return switch (where) {
      case OFF, CONTROL -> connection;
      case CONTROL_AND_DATA ->
          new DataEnd.Introduced(
              connection,
              new Header.Relayed(
                  new InetSocketAddress(client.address(), clientPort),
                  new InetSocketAddress(client.reached().getAddress(), reachedPort)));
    };
  }
}
