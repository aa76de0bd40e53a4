package pasvport.gateway;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Command;
import pasvport.ftp.Features;
import pasvport.ftp.Octets;
import pasvport.ftp.Reply;
import pasvport.ftp.Verbs.Direction;
import pasvport.gateway.connection.Secured;
import pasvport.gateway.tls.FrontTls;
import pasvport.site.CloseNotify;
import pasvport.site.Tls;

/**
 * How a client's connections are protected: AUTH, PBSZ, PROT and CCC (RFC 2228, RFC 4217), or TLS
 * from the first byte.
 */
final class Protection {
  private static final Logger LOG = LoggerFactory.getLogger(Protection.class);

  private enum State {
    CLEAR,
    /** The handshake is under way. */
    BEGINS,
    SECURED,
    /** CCC has been agreed to. */
    ENDS,
    /** As it was, but for the control connection. */
    CLEARED
  }

  private final Session session;
  private final Common common;
  private final Leg client;
  private State state = State.CLEAR;
  private FrontTls.@Nullable Session tls;
  private @Nullable Secured control;
  private boolean bufferSizeKnown;
  private boolean dataPrivate;
  private long changeSince;

  Protection(Session session, Common common, Leg client) {
    this.session = session;
    this.common = common;
    this.client = client;
  }

  /** Whether TLS begins or ends at the moment, so that nothing can be served. */
  boolean isChanging() {
    return state == State.BEGINS || state == State.ENDS;
  }

  boolean isSecured() {
    return state == State.SECURED;
  }

  /** When {@link #isChanging} must be over. */
  long deadline() {
    return changeSince + common.timeouts().handshake().toNanos();
  }

  /**
   * TLS from the connection's first byte, which protects data too unless the client says otherwise.
   *
   * @return what the reader begins with; empty if there can be no TLS
   */
  Optional<Leg.Next> begin() {
    dataPrivate = true;
    bufferSizeKnown = true;
    return shakeHands().map(engine -> new Leg.Next.Secure(engine, Optional.empty()));
  }

  private Optional<SSLEngine> shakeHands() {
    Optional<FrontTls.Session> begun = common.tls().session();
    begun.ifPresent(made -> {
      tls = made;
      state = State.BEGINS;
      changeSince = session.now();
    });
    return begun.map(FrontTls.Session::control);
  }

  void secured(Secured connection) {
    control = connection;
    state = State.SECURED;
  }

  void cleared() {
    state = State.CLEARED;
  }

  void serve(Command command, boolean loggedIn, boolean userKnown) {
    if (state == State.CLEAR && !common.tls().isOffered()) {
      session.refuse(Refusal.TLS_NOT_OFFERED, command.shown());
      return;
    }
    switch (command.verb()) {
      case "AUTH" -> serveAuth(command, loggedIn || userKnown);
      case "PBSZ" -> servePbsz();
      case "PROT" -> serveProt(command);
      case "CCC" -> serveCcc(loggedIn);
      default -> session.refuse(Refusal.TLS_MECHANISM_UNKNOWN, command.verb());
    }
  }

  private void serveAuth(Command command, boolean late) {
    String mechanism = command.argument().shown().toUpperCase(Locale.ROOT);
    // RFC 4217 §17: with these names data is protected from the start.
    boolean impliesData = mechanism.equals("SSL") || mechanism.equals("TLS-P");
    if (!impliesData && !mechanism.equals("TLS") && !mechanism.equals("TLS-C")) {
      session.refuse(Refusal.TLS_MECHANISM_UNKNOWN, command.shown());
    } else if (state != State.CLEAR) {
      session.refuse(Refusal.TLS_ALREADY, "");
    } else if (late) {
      session.refuse(Refusal.TLS_AFTER_LOGIN, "");
    } else if (!common.admission().mayShakeHands(session.clientAddress())) {
      session.expel(Refusal.TOO_MANY_HANDSHAKES, "");
    } else {
      shakeHands()
          .ifPresentOrElse(
              engine -> {
                dataPrivate = impliesData;
                bufferSizeKnown = impliesData;
                client.change(
                    new Leg.Next.Secure(
                        engine, Optional.of(Reply.of(234, "AUTH " + mechanism + " ok."))));
              },
              () -> session.refuse(Refusal.TLS_NOT_OFFERED, "no certificate"));
    }
  }

  private void servePbsz() {
    if (state == State.SECURED) {
      bufferSizeKnown = true;
      session.say(Reply.of(200, "PBSZ=0"));
    } else {
      session.refuse(Refusal.WITHOUT_TLS, "PBSZ");
    }
  }

  private void serveProt(Command command) {
    if (state != State.SECURED) {
      session.refuse(Refusal.WITHOUT_TLS, "PROT");
    } else if (!bufferSizeKnown) {
      session.refuse(Refusal.PBSZ_FIRST, "");
    } else {
      switch (command.argument().shown().toUpperCase(Locale.ROOT)) {
        case "P" -> protectData(true);
        case "C" -> {
          if (dataMustBePrivate()) {
            session.refuse(Refusal.CLEAR_DATA_NOT_OFFERED, "");
          } else {
            protectData(false);
          }
        }
        default -> session.refuse(Refusal.PROTECTION_UNKNOWN, command.shown());
      }
    }
  }

  private void protectData(boolean wanted) {
    if (dataPrivate != wanted) {
      // A channel that is announced was announced for the other way.
      session.discardChannel();
    }
    dataPrivate = wanted;
    session.say(Reply.of(200, wanted ? "Data is protected." : "Data is in clear."));
  }

  private boolean dataMustBePrivate() {
    return common.site().tls().data() == Tls.Data.REQUIRED;
  }

  private void serveCcc(boolean loggedIn) {
    if (!common.site().tls().ccc()) {
      session.refuse(Refusal.CCC_NOT_OFFERED, "");
    } else if (state != State.SECURED) {
      session.refuse(Refusal.WITHOUT_TLS, "CCC");
    } else if (!loggedIn) {
      session.refuse(Refusal.CCC_BEFORE_LOGIN, "");
    } else {
      state = State.ENDS;
      changeSince = session.now();
      client.change(new Leg.Next.Clear(Reply.of(200, "Clear from here on.")));
    }
  }

  /** Why no password may be said now. */
  Optional<Refusal> againstLogin() {
    boolean clear = state == State.CLEAR || state == State.CLEARED;
    return clear && common.site().tls().control() == Tls.Control.REQUIRED
        ? Optional.of(Refusal.TLS_REQUIRED)
        : Optional.empty();
  }

  /** Why no data may move now. */
  Optional<Refusal> againstData() {
    return dataMustBePrivate() && !dataPrivate
        ? Optional.of(Refusal.DATA_TLS_REQUIRED)
        : Optional.empty();
  }

  /**
   * A transfer begins. Where data need not resume, its client is spared tickets that it will not
   * read; below TLS 1.3 they are part of the handshake and do no harm.
   */
  void expect(Direction direction) {
    Secured present = control;
    if (present != null && present.session().getProtocol().equals("TLSv1.3")) {
      boolean reads = direction == Direction.FROM_SERVER;
      data().ifPresent(own -> own.giveTickets(reads || common.site().tls().requireSessionReuse()));
    }
  }

  /** For data connections, if they are protected. */
  Optional<FrontTls.Session> data() {
    return dataPrivate ? Optional.ofNullable(tls) : Optional.empty();
  }

  /** Whether a FIN without close_notify is the end of an upload. */
  boolean isLenient() {
    return common.site().tls().closeNotify() == CloseNotify.OPTIONAL;
  }

  /** How a data connection tells that it is this session's; empty if it need not. */
  Optional<Wish.Claim> claim() {
    return common.site().tls().requireSessionReuse()
        ? data().map(own -> (connection, hello) -> claim(own, connection, hello))
        : Optional.empty();
  }

  private Optional<Secured> claim(
      FrontTls.Session own, SocketChannel connection, ByteBuffer clientHello) {
    Secured data = new Secured(connection, own.data(), common.planes().buffers(), isLenient());
    try {
      if (data.answer(clientHello)) {
        return Optional.of(data);
      }
    } catch (SSLException e) {
      LOG.debug("a ClientHello that cannot be answered", e);
    }
    data.release();
    return Optional.empty();
  }

  /** What speaks against a data connection whose handshake is done. */
  Optional<Refusal> objection(Secured data) {
    if (common.site().tls().requireSessionReuse() && !data.isResumed()) {
      return Optional.of(Refusal.DATA_NOT_RESUMED);
    }
    return certificate(data).equals(certificate(control))
        ? Optional.empty()
        : Optional.of(Refusal.DATA_CERTIFICATE_DIFFERS);
  }

  private static Optional<Certificate> certificate(@Nullable Secured connection) {
    try {
      return connection == null
          ? Optional.empty()
          : Optional.of(connection.session().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** The name that the client asked for in its handshake. */
  Optional<String> requestedHost() {
    return Optional.ofNullable(control)
        .flatMap(secured -> FrontTls.requestedName(secured.session()));
  }

  /** USER as the server hears it: the certificate's name if the site says so. */
  Command user(Command command) {
    return common.site().tls().certificateNamesUser()
        ? certificate(control)
            .flatMap(Protection::commonName)
            .map(name -> new Command("USER", Octets.utf8(name)))
            .orElse(command)
        : command;
  }

  private static Optional<String> commonName(Certificate certificate) {
    String subject = ((X509Certificate) certificate).getSubjectX500Principal().getName();
    try {
      return new LdapName(subject)
          .getRdns().reversed().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(Object::toString)
              .filter(name -> !name.isBlank() && name.chars().noneMatch(Character::isISOControl))
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** What FEAT says of it (RFC 4217 §6). */
  Features features(Features known) {
    if (!common.tls().isOffered() || state == State.CLEARED) {
      return known;
    }
    Features more = known.with("AUTH TLS").with("PBSZ").with("PROT");
    return common.site().tls().ccc() ? more.with("CCC") : more;
  }

  /** For the log: the version of TLS, or empty. */
  String shown() {
    return control == null ? "" : control.session().getProtocol();
  }
}
