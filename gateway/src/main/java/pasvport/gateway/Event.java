package pasvport.gateway;

import pasvport.ftp.ClientInput;
import pasvport.ftp.Reply;
import pasvport.gateway.connection.Secured;

/** Something that happened to a session; its one thread takes them in order. */
sealed interface Event {
  /** The client sent a line, good or bad, or Telnet. */
  record FromClient(ClientInput input) implements Event {}

  /**
   * TLS with the client stands.
   *
   * @param dropped bytes that came in clear before it, and do not count
   */
  record ClientSecured(Secured connection, int dropped) implements Event {}

  /** TLS with the client has failed. */
  record ClientTlsFailed(String why) implements Event {}

  /** TLS on the client's control connection has ended, and the connection goes on. */
  record ClientCleared() implements Event {}

  /** A server is not protected as it has to be. */
  record ServerNotSecured(Leg leg, Refusal why, String detail) implements Event {}

  /**
   * TLS with a server stands.
   *
   * @param dropped bytes that came in clear before it, and do not count
   */
  record ServerSecured(Leg leg, Secured connection, int dropped) implements Event {}

  /** The client's first bytes belong to another protocol. */
  record ForeignClient(String protocol) implements Event {}

  /**
   * The client's control connection has ended.
   *
   * @param orderly closed by the client, not broken
   */
  record ClientGone(boolean orderly) implements Event {}

  /** A server sent a whole reply; it may be one that this session has left. */
  record FromServer(Leg leg, Reply reply) implements Event {}

  /** A server sent what is no reply. */
  record ServerNonsense(Leg leg, String what) implements Event {}

  /** A server's control connection has ended. */
  record ServerGone(Leg leg) implements Event {}

  /** A passive port is free for this session, and strangers are kept off it. */
  record PortGranted(PassivePorts.Reservation reservation) implements Event {}

  /** The server's end of a data channel is prepared; the transfer command may go out. */
  record ServerDataReady(Transfer transfer) implements Event {}

  /** The client's data connection stands. */
  record ClientDataConnected(Transfer transfer) implements Event {}

  /**
   * The sender has closed its data connection in order; the session says what to tell the other.
   */
  record SourceEnded(Transfer transfer) implements Event {}

  /** A transfer is over, for better or worse, and its connections are closed or closing. */
  record TransferEnded(Transfer transfer, Transfer.Ending ending) implements Event {}

  /** Finish what is under way and close. */
  record Drain() implements Event {}

  /** Close at once, for this reason. */
  record Expel(Refusal reason) implements Event {}
}
