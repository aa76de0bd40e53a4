package pasvport.firewall.router;

import java.net.InetAddress;
import java.time.Duration;

/** A router that has been found and does what it is asked. */
public interface Router {

  /** The protocol that it is asked with. */
  String protocol();

  /**
   * Asks for a TCP port of its outside address to be led to the same port of this host, or for the
   * same for longer.
   *
   * @param port the port, outside and here
   * @param lifetime for how long
   * @return what it has granted
   * @throws RouterException if it refuses, or would lead another port here
   */
  Lease lease(int port, Duration lifetime) throws RouterException;

  /**
   * Takes a lease back.
   *
   * @throws RouterException if the router does not say that it has
   */
  void release(int port) throws RouterException;

  /**
   * The address that the router has outside.
   *
   * @throws RouterException if it does not tell
   */
  InetAddress outside() throws RouterException;

  /**
   * What was granted.
   *
   * @param port outside and here
   * @param lifetime for how long; zero if it stays until it is released
   */
  record Lease(int port, Duration lifetime) {}
}
