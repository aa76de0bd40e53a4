package pasvport.doctor.explain;

/** What a line of a log says, in words that are the same for every product. */
public sealed interface Event {

  /** Something that a firewall saw. */
  sealed interface OfFirewall extends Event {
    Flow flow();

    /** The flow as it is behind the firewall's address translation; the same if there is none. */
    Flow translated();
  }

  /** Something that happened on a control connection or to a file. */
  sealed interface OfServer extends Event {
    Peer peer();
  }

  /** A packet of a TCP connection, or the firewall's decision on the connection that it begins. */
  record Packet(Flow flow, Flow translated, Segment segment, Fate fate, Rule rule)
      implements OfFirewall {}

  /** Which packet of a TCP connection. */
  enum Segment {
    SYN("SYN"),
    SYN_ACK("SYN-ACK"),
    RST("RST"),
    FIN("FIN"),
    OTHER("packet");

    private final String shown;

    Segment(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  /** What became of a packet. */
  enum Fate {
    ACCEPTED("accepted"),
    DROPPED("dropped"),
    REJECTED("rejected"),
    /** The log line does not say it; a netfilter LOG rule decides nothing. */
    UNSAID("seen");

    private final String shown;

    Fate(String shown) {
      this.shown = shown;
    }

    public boolean isRefusal() {
      return this == DROPPED || this == REJECTED;
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  /** A connection has left the firewall's table. */
  record Ended(Flow flow, Flow translated, End end, String reason) implements OfFirewall {}

  /** How a connection ended for a firewall. */
  enum End {
    CLOSED,
    /** No answer to the SYN ever came. */
    NO_HANDSHAKE,
    RESET_BY_SERVER,
    RESET_BY_CLIENT,
    IDLE,
    /** The firewall's own FTP inspection cut it. */
    INSPECTION
  }

  /** A helper has read an address on the control connection and expects this data connection. */
  record Expected(Flow flow, String helper) implements OfFirewall {
    @Override
    public Flow translated() {
      return flow;
    }
  }

  /** The control connection is there. */
  record Connected(Peer peer) implements OfServer {}

  /** A login was tried. */
  record LoggedIn(Peer peer, String user, boolean success) implements OfServer {}

  /**
   * A command, a reply, or both.
   *
   * @param verb in capitals; empty if the line has no command
   * @param code 0 if the line has no reply
   * @param text what follows the code
   */
  record Said(Peer peer, String verb, String argument, int code, String text) implements OfServer {

    static final int NO_CODE = 0;

    public static Said command(Peer peer, String verb, String argument) {
      return new Said(peer, verb, argument, NO_CODE, "");
    }

    public static Said reply(Peer peer, int code, String text) {
      return new Said(peer, "", "", code, text);
    }
  }

  /**
   * A transfer has ended.
   *
   * @param verb the FTP command that moved it
   * @param port of the data connection at the server, 0 if the log does not say it
   * @param bytes -1 if the log does not say it
   */
  record Transferred(Peer peer, String verb, String path, int port, long bytes, boolean complete)
      implements OfServer {}

  /** The server takes note of the data connection being there. */
  record DataOpened(Peer peer, int port) implements OfServer {}

  /**
   * Words of the server that mean something for the data connection.
   *
   * @param port of the data connection at the server, 0 if the words do not say it
   */
  record Remarked(Peer peer, Remark remark, int port, String text) implements OfServer {

    public Remarked(Peer peer, Remark remark, String text) {
      this(peer, remark, 0, text);
    }
  }

  /** The control connection is gone. */
  record Left(Peer peer) implements OfServer {}

  /** What words of a server mean. */
  enum Remark {
    /** It waited for the data connection in vain. */
    NEVER_CAME,
    /** It could not connect to the client. */
    CANNOT_CONNECT,
    /** The data connection came from another address than the control connection. */
    FOREIGN_PEER,
    /** No port of the passive range was free. */
    RANGE_EXHAUSTED,
    /** The data connection did not resume the TLS session. */
    NO_SESSION_REUSE,
    /** The address in PORT or EPRT is not the client's. */
    PORT_REFUSED,
    /** The connection was there and broke. */
    BROKEN_OFF
  }
}
