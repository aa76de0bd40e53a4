package pasvport.doctor.probe;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Idle;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Session;
import pasvport.doctor.fact.Transfer;
import pasvport.ftp.Command;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.Octets;

/** One session with a server: what is connected, asked and answered; for one thread. */
final class Visit implements AutoCloseable {
  /** For documentation alone (RFC 5737): no packet ever gets there. */
  private static final InetSocketAddress NOBODY = new InetSocketAddress("192.0.2.1", 50_000);

  private final Case test;
  private final int number;
  private final InetSocketAddress peer;
  private final Protection protection;
  private final Optional<String> version;
  private Optional<Control> control = Optional.empty();
  private Optional<ClientTls> tls = Optional.empty();

  private Connected connected = new Connected.NotTried();
  private Heard greeting = new Heard.NotAsked();
  private Heard auth = new Heard.NotAsked();
  private Secured secured = new Secured.NotTried();
  private Heard user = new Heard.NotAsked();
  private Heard password = new Heard.NotAsked();
  private Heard system = new Heard.NotAsked();
  private Heard features = new Heard.NotAsked();
  private Heard folder = new Heard.NotAsked();
  private Heard protect = new Heard.NotAsked();
  private Heard ended = new Heard.NotAsked();
  private boolean usable;

  Visit(Case test, InetSocketAddress peer, Protection protection, Optional<String> version) {
    this.test = test;
    this.number = test.nextSession();
    this.peer = peer;
    this.protection = protection;
    this.version = version;
  }

  /** Connects and goes as far as the login, or as far as it gets. */
  Visit begin() {
    test.transcript()
        .done(
            number,
            "connecting to %s, %s".formatted(Addresses.shown(peer), protection)
                + version.map(only -> " (" + only + " only)").orElse(""));
    var dial = Dial.to(peer, Patience.CONTROL);
    connected = dial.connected();
    test.transcript().done(number, DataCourse.told(connected));
    control = dial.socket().map(socket -> new Control(number, socket, test.transcript()));
    control.ifPresent(this::greet);
    return this;
  }

  private void greet(Control line) {
    if (protection == Protection.IMPLICIT && !secure(line)) {
      return;
    }
    greeting = line.hear(Patience.GREETING);
    if (!greeting.is(2)) {
      return;
    }
    if (protection == Protection.EXPLICIT) {
      auth = line.ask(Command.of("AUTH", "TLS"));
      if (!auth.is(2) || !secure(line)) {
        return;
      }
    }
    if (mayLogIn()) {
      login(line);
    }
  }

  private boolean secure(Control line) {
    var client = new ClientTls(test.target().host(), version, test.authorities());
    tls = Optional.of(client);
    secured = line.secure(client);
    return secured.done();
  }

  /** A user's password does not go to a server that nobody vouches for. */
  private boolean mayLogIn() {
    if (test.anyCertificate() || test.credentials().anonymous()) {
      return true;
    }
    if (secured instanceof Secured.Done done
        && (done.untrusted().isPresent() || done.otherName().isPresent())) {
      test.credentials().withhold(() -> "the server's certificate is not one that is trusted here");
      return false;
    }
    return true;
  }

  private void login(Control line) {
    var login = test.credentials().login(line, protection.encrypted());
    user = login.user();
    password = login.password();
    usable = user.is(2) || password.is(2);
    if (!usable) {
      return;
    }
    system = line.ask(Command.of("SYST"));
    features = line.ask(Command.of("FEAT"));
    folder = line.ask(Command.of("PWD"));
    var type = line.ask(Command.of("TYPE", "I"));
    if (protection.encrypted()) {
      line.ask(Command.of("PBSZ", "0"));
    }
    usable = !type.closed() && !type.silence();
  }

  /** Sets whether data is encrypted, PROT P or PROT C; under TLS alone. */
  boolean protectData(boolean encrypted) {
    if (protection.encrypted() && control.isPresent()) {
      var reply = control.get().ask(Command.of("PROT", encrypted ? "P" : "C"));
      protect = encrypted || protect instanceof Heard.NotAsked ? reply : protect;
      usable &= !reply.closed() && !reply.silence();
      return reply.is(2);
    }
    return !encrypted;
  }

  /** Whether more can be asked in this session. */
  boolean usable() {
    return usable;
  }

  Secured handshake() {
    return secured;
  }

  /** Whether nobody spoke: then it may be TLS that is waited for. */
  boolean greetingMissing() {
    return greeting.silence();
  }

  Connected connection() {
    return connected;
  }

  boolean loggedIn() {
    return user.is(2) || password.is(2);
  }

  /** Has one data connection; the session may be of no use after. */
  Transfer run(Errand errand, Consumer<byte[]> content) {
    var course =
        new DataCourse(
            number,
            peer,
            protection,
            control.orElseThrow(),
            errand.resuming() ? tls : tls.map(ClientTls::fresh),
            test.transcript(),
            errand);
    var transfer = course.run();
    test.add(transfer);
    content.accept(course.kept());
    usable = !leavesStuck(transfer);
    return transfer;
  }

  /** After these a reply is still to come, or none will. */
  private static boolean leavesStuck(Transfer transfer) {
    var arranged = transfer.arranged();
    boolean unanswered =
        !transfer.mode().passive()
            && arranged.is(2)
            && !transfer.connected().open()
            && !transfer.begun().refused();
    return unanswered
        || arranged.closed()
        || arranged.silence()
        || arranged instanceof Heard.NotFtp
        || arranged.code(421)
        || arranged.says("OOPS") // vsftpd's last word
        || transfer.begun().silence()
        || transfer.begun().closed()
        || transfer.finished().silence()
        || transfer.finished().closed()
        || transfer.end() == Transfer.End.ENOUGH
        || transfer.finished().reply().filter(reply -> reply.code() == 421).isPresent()
        || transfer.begun().reply().filter(reply -> reply.code() == 421).isPresent();
  }

  /** Deletes a file that this test has made, or says that it stays. */
  void delete(String name) {
    control.ifPresent(line -> {
      if (!line.ask(new Command("DELE", Octets.utf8(name))).is(2)) {
        test.transcript().done(number, name + " could not be deleted; please delete it");
      }
    });
  }

  /**
   * Asks for a data connection to nobody's address, and never for data; at the end of a session.
   */
  void offerBounce() {
    control.ifPresent(line -> test.bounced(line.ask(DataAddresses.portCommand(NOBODY))));
  }

  /** Leaves the session alone for a time; whether it lives. */
  boolean idle() {
    if (control.isEmpty()) {
      return false;
    }
    test.transcript().done(number, "idle for " + test.idle().toSeconds() + " s");
    var during = control.get().hear(test.idle());
    var after = during.silence() ? control.get().ask(Command.of("NOOP")) : new Heard.NotAsked();
    test.add(new Idle(number, test.idle(), during, after));
    return after.is(2);
  }

  @Override
  public void close() {
    control.ifPresent(line -> {
      if (usable) {
        ended = line.ask(Command.of("QUIT"));
      }
      line.close();
    });
    test.add(
        new Session(
            number,
            peer,
            protection,
            version,
            connected,
            greeting,
            auth,
            secured,
            user,
            password,
            system,
            features,
            folder,
            protect,
            ended));
  }
}
