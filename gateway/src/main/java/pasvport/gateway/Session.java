package pasvport.gateway;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.ClientInput;
import pasvport.ftp.Command;
import pasvport.ftp.Reply;
import pasvport.ftp.Verbs;
import pasvport.ftp.Verbs.Direction;
import pasvport.gateway.connection.Secured;
import pasvport.linux.Peek;
import pasvport.site.Endpoint;

/**
 * One client's session, from its greeting to its end. One virtual thread owns it and takes events
 * in order, so nothing in here is locked.
 *
 * <p>Commands are served in the client's order. One that sets up or starts a transfer waits until
 * everything before it has been answered, and everything behind it waits until it is over, except
 * ABOR, NOOP, STAT and QUIT. So pipelining is safe, and the server sees what it would see from the
 * client itself.
 */
final class Session implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Commands that the server has not answered yet; a client that pipelines more waits. */
  private static final int MOST_OUTSTANDING = 32;

  /** Replies that answer nothing; a server that goes on so is not talking FTP. */
  private static final int MOST_UNREQUESTED = 16;

  /** A session without any deadline looks around once an hour. */
  private static final long LONGEST_WAIT_NANOS = 3_600_000_000_000L;

  /**
   * Between looking at a deadline that has passed and looking again. What a deadline ends is ended
   * by another thread, which must get this one's processor meanwhile.
   */
  private static final long SHORTEST_WAIT_NANOS = 1_000_000L;

  /** More than both legs can have waiting: who never stops talking does not outrun a deadline. */
  private static final int EVENTS_BETWEEN_LOOKS = 256;

  /** Longer user names are no names; the log keeps the start. */
  private static final int LOGGED_USER = 64;

  private final long number;
  private final Common common;
  private final Leg client;
  private final Caller caller;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Dialogue dialogue = new Dialogue();
  private final ArrayDeque<ClientInput> held = new ArrayDeque<>();
  private final DataSetup setup;
  private final Protection protection;
  private final boolean implicitTls;
  private final Supervision supervision;
  private final long startedAt;

  private final Servers.Choice choice;

  private final ServerLink server;

  private @Nullable TransferTurn turn;
  private boolean greeted;
  private boolean awaitsServer;
  private boolean loggedIn;
  private boolean clientFinished;
  private boolean draining;

  private String user = "";
  private int badLines;
  private int unrequested;
  private int takenSinceLook;
  private long loginSince;
  private long lastClientActivity;
  private int transfers;
  private long bytes;

  /** Why the session has ended; null while it lives. */
  private @Nullable String end;

  /** How the session ends once the transfer under way is answered; null if nothing ends it. */
  private @Nullable Parting parting;

  /** For the watchman, who sees sessions from another thread. */
  private volatile @Nullable Transfer running;

  Session(long number, SocketChannel channel, Caller caller, Endpoint entry, Common common)
      throws IOException {
    this.number = number;
    this.common = common;
    this.caller = caller;
    this.client = new Leg(channel, common.nanoTime());
    this.choice = common.servers().at(entry);
    this.setup = new DataSetup(this, common);
    this.protection = new Protection(this, common, client);
    this.implicitTls = common.site().tls().implicit().contains(entry);
    this.supervision = common.policies().over(common.site().policy(), clientAddress());
    this.startedAt = now();
    this.loginSince = startedAt;
    this.lastClientActivity = startedAt;
    this.server = new ServerLink(number, common, introduction(), this::post);
  }

  /** An end that waits for a transfer, and our last word then. */
  private record Parting(String why, Optional<Reply> word) {}

  // What others may ask of a session, from any thread.

  /** Whether this is what it shares with others. */
  boolean shares(Common those) {
    return common.equals(those);
  }

  /** Whether this is our end of one of its connections to the server. */
  boolean endsAt(InetSocketAddress end) {
    @Nullable Transfer transfer = running;
    return server.endsAt(end) || (transfer != null && transfer.endsAt(end));
  }

  void post(Event event) {
    events.add(event);
  }

  /** Ends the session without a word, wherever it is. */
  void disconnect() {
    client.reset();
    server.cut();
    post(new Event.ClientGone(false));
  }

  /**
   * Ends what is stuck: a write to a peer that does not read, a transfer in which nothing moves.
   */
  void watch(long now, long writesBefore) {
    if (client.isStuck(writesBefore)) {
      count(Refusal.CLIENT_NOT_READING, "");
      client.reset();
    }
    if (server.isStuck(writesBefore)) {
      count(Refusal.SERVER_NOT_READING, "");
      server.reset();
    }
    @Nullable Transfer transfer = running;
    if (transfer != null) {
      transfer.cutIfStalled(now - common.timeouts().stall().toNanos());
    }
  }

  // The loop.

  @Override
  public void run() {
    try {
      begin();
      while (end == null) {
        @Nullable Event event = nextEvent();
        if (event == null) {
          deadlinePassed();
        } else {
          take(event);
        }
        advance();
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("session", number).setCause(e).log("a control connection broke");
      end("connection-lost");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("interrupted");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("session", number).setCause(e).log("a session failed");
      end("internal-error");
    } finally {
      close();
    }
  }

  private void begin() throws IOException {
    ClientReader reader = new ClientReader(client, common.limits().line(), this::post);
    String name = "client-" + number;
    if (!implicitTls) {
      client.startReading(name, reader);
      greet();
    } else if (!common.admission().mayShakeHands(clientAddress())) {
      count(Refusal.TOO_MANY_HANDSHAKES, "");
      end(Refusal.TOO_MANY_HANDSHAKES.reason());
    } else {
      // The greeting comes under TLS.
      protection
          .begin()
          .ifPresentOrElse(
              first -> client.startReading(name, reader, first),
              () -> {
                count(Refusal.TLS_NOT_OFFERED, "no certificate");
                end(Refusal.TLS_NOT_OFFERED.reason());
              });
    }
  }

  /** With the server's own greeting where the server is known, else with ours. */
  private void greet() throws IOException {
    if (choice.isOpen()) {
      greeted = true;
      client.write(Reply.of(220, "Pasvport ready.").encoded());
    } else {
      connectTo(choice.current().orElseThrow(), Dialogue.Purpose.GREETING);
    }
  }

  private void connectTo(Backend chosen, Dialogue.Purpose greeting) {
    leaveServer();
    supervision.atNewServer();
    try {
      server.connect(chosen);
      awaitsServer = true;
      dialogue.asked(Command.of("GREETING"), greeting);
    } catch (IOException e) {
      expel(Refusal.SERVER_UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private void leaveServer() {
    if (server.isConnected()) {
      setup.discard();
    }
    server.leave();
  }

  private @Nullable Event nextEvent() throws InterruptedException {
    if (++takenSinceLook >= EVENTS_BETWEEN_LOOKS) {
      takenSinceLook = 0;
      if (patience() <= 0) {
        return null;
      }
    }
    @Nullable Event event = events.poll();
    return event != null
        ? event
        : events.poll(Math.max(SHORTEST_WAIT_NANOS, patience()), NANOSECONDS);
  }

  private void take(Event event) throws IOException {
    switch (event) {
      case Event.FromClient(ClientInput.Negotiation(var answer)) -> {
        client.served();
        client.write(answer.toByteArray());
      }
      case Event.FromClient(ClientInput input) -> {
        lastClientActivity = now();
        held.add(input);
      }
      case Event.ClientSecured(Secured connection, int dropped) ->
          clientSecured(connection, dropped);
      case Event.ClientTlsFailed(String why) -> {
        count(Refusal.TLS_FAILED, why);
        end(Refusal.TLS_FAILED.reason());
      }
      case Event.ClientCleared() -> protection.cleared();
      case Event.ServerSecured(Leg leg, Secured connection, int dropped) -> {
        if (server.is(leg)) {
          server.secured(connection.session().getProtocol());
          if (dropped > 0) {
            count(Refusal.CLEAR_BEFORE_SERVER_TLS, dropped + " bytes");
          }
        }
      }
      case Event.ServerNotSecured(Leg leg, Refusal why, String detail) -> {
        if (server.is(leg)) {
          expel(why, detail);
        }
      }
      case Event.ForeignClient(String protocol) -> {
        count(Refusal.FOREIGN_PROTOCOL, protocol);
        client.write(Reply.of(500, "This is an FTP service, not " + protocol + ".").encoded());
        end(Refusal.FOREIGN_PROTOCOL.reason());
      }
      case Event.ClientGone(boolean orderly) -> clientGone(orderly);
      case Event.FromServer(Leg leg, Reply reply) -> {
        if (server.is(leg)) {
          server.expect();
          fromServer(reply);
        }
        leg.served();
      }
      case Event.ServerNonsense(Leg leg, String what) -> {
        if (server.is(leg)) {
          expel(Refusal.SERVER_TALKS_NONSENSE, what);
        }
      }
      case Event.ServerGone(Leg leg) -> {
        if (server.is(leg)) {
          serverGone();
        }
      }
      case Event.PortGranted(var reservation) -> setup.granted(reservation);
      case Event.ServerDataReady(var transfer) -> {
        if (isCurrent(transfer) && turn != null) {
          turn.serverReady();
        }
      }
      case Event.ClientDataConnected(var transfer) -> {
        if (isCurrent(transfer) && turn != null) {
          turn.clientConnected();
        }
      }
      case Event.SourceEnded(var transfer) -> {
        if (isCurrent(transfer) && turn != null) {
          turn.sourceEnded();
        }
      }
      case Event.TransferEnded(var transfer, var ending) -> {
        if (isCurrent(transfer) && turn != null) {
          turn.ended(ending);
        }
      }
      case Event.Drain() -> draining = true;
      case Event.Expel(Refusal reason) -> expel(reason, "");
    }
  }

  private void clientSecured(Secured connection, int dropped) throws IOException {
    protection.secured(connection);
    lastClientActivity = now();
    if (dropped > 0) {
      count(Refusal.CLEAR_BEFORE_TLS, dropped + " bytes");
    }
    // A name that no server has is no reason to refuse: it is the certificate's matter.
    boolean known = protection.requestedHost().filter(choice::narrowToHost).isPresent();
    if (!greeted && !server.isConnected()) {
      greet();
    } else if (known && isWithOtherServer()) {
      leaveServer();
    }
  }

  private boolean isWithOtherServer() {
    return choice.current().filter(server::isWith).isEmpty();
  }

  private boolean isCurrent(Transfer transfer) {
    return turn != null && turn.transfer() == transfer;
  }

  private void clientGone(boolean orderly) {
    boolean nothingOwed = dialogue.isEmpty() && held.isEmpty();
    if (turn != null) {
      count(Refusal.CLIENT_GONE, turn.transfer().command().verb());
      turn.cut(Refusal.CLIENT_GONE);
    }
    if (orderly && turn == null && !nothingOwed && !setup.isUnderWay()) {
      clientFinished = true;
    } else {
      end("client-gone");
    }
  }

  private void serverGone() {
    Dialogue.@Nullable Asked awaited = dialogue.awaited();
    if (parting != null) {
      return;
    }
    if (awaited != null && awaited.purpose() == Dialogue.Purpose.QUIT) {
      sayNow(Reply.of(221, "Goodbye."));
      leave("quit", Optional.empty());
    } else {
      count(Refusal.SERVER_GONE, "");
      leave(Refusal.SERVER_GONE.reason(), Refusal.SERVER_GONE.reply());
    }
  }

  /**
   * Ends the session because the server does. A transfer that the server has called done is waited
   * for: its last bytes may still be on their way to the client.
   */
  private void leave(String why, Optional<Reply> word) {
    if (turn != null && turn.isAnswerHeld()) {
      parting = new Parting(why, word);
    } else {
      end(why);
      word.ifPresent(this::lastWord);
    }
  }

  // The client's side.

  /** Serves what is held, as far as its turn has come. */
  private void advance() throws IOException {
    if (isAtRest() && supervision.hoursAreOver()) {
      expel(Refusal.HOURS_OVER, "");
    }
    while (end == null && !held.isEmpty() && mayServe(held.element())) {
      if (held.element() instanceof ClientInput.Line(Command said)) {
        Command next = said.verb().equals("USER") ? named(said) : said;
        if (asksFirst(next)) {
          break;
        }
        if (isAgainstPolicy(next) || !isServerReady(next)) {
          continue;
        }
      }
      ClientInput input = held.remove();
      client.served();
      switch (input) {
        case ClientInput.Line(Command command) -> {
          serve(command);
          settle(command);
        }
        case ClientInput.Bad(var why, var excerpt) ->
            serveBadLine(Refusal.of(why), excerpt.shown());
        case ClientInput.Negotiation _ -> {}
      }
    }
    abortIfAsked();
    if (end == null && turn != null) {
      // Nothing that the client has said speaks against it.
      turn.decideUpload();
    }
    if (end == null && parting != null && turn == null) {
      leave(parting.why(), parting.word());
    }
    if (end == null && clientFinished && held.isEmpty() && dialogue.isEmpty() && turn == null) {
      end("client-gone");
    }
    if (draining && isAtRest()) {
      expel(Refusal.DRAINING, "");
    }
  }

  /** USER with the name that it counts for. */
  private Command named(Command user) {
    Command named = protection.user(user);
    if (!named.equals(user)) {
      held.remove();
      held.addFirst(new ClientInput.Line(named));
    }
    return named;
  }

  /** Lets the reader go on behind a line that could have changed the protection and has not. */
  private void settle(Command command) {
    if (Verbs.changesProtection(command.verb())) {
      client.changeNothing();
    }
  }

  /** Whether nobody waits for anything, so that the session can be ended from our side. */
  private boolean isAtRest() {
    return end == null && turn == null && dialogue.isEmpty() && !setup.isUnderWay();
  }

  /** Asks the server what the policy must know before it can judge; then the command waits. */
  private boolean asksFirst(Command command) {
    Optional<Command> question = loggedIn ? supervision.question(command) : Optional.empty();
    if (question.isPresent() && turn == null) {
      ask(question.get(), Dialogue.Purpose.POLICY);
    }
    return question.isPresent();
  }

  /** Refuses the command at hand if the policy is against it. */
  private boolean isAgainstPolicy(Command command) {
    boolean transfer = Verbs.transfer(command.verb()).isPresent();
    if (!loggedIn && (transfer || Verbs.isDataSetup(command.verb()))) {
      return false;
    }
    Optional<Refusal> against = supervision.judge(command);
    if (against.isEmpty()) {
      return false;
    }
    held.remove();
    client.served();
    settle(command);
    if (transfer) {
      setup.discard();
      supervision.takeBackRestart().ifPresent(rest -> ask(rest, Dialogue.Purpose.POLICY));
    }
    refuse(against.get(), command.shown(), command.verb());
    return true;
  }

  private boolean mayServe(ClientInput input) {
    if (!greeted || awaitsServer || parting != null || protection.isChanging()) {
      return false;
    }
    if (setup.isUnderWay() || dialogue.size() >= MOST_OUTSTANDING) {
      return false;
    }
    String verb = input instanceof ClientInput.Line(Command command) ? command.verb() : "";
    if (turn != null) {
      return turn.isCommanded()
          && switch (verb) {
            case "NOOP", "STAT", "QUIT", "" -> true;
            default -> false;
          };
    }
    Dialogue.@Nullable Asked awaited = dialogue.awaited();
    if (awaited != null && awaited.purpose() == Dialogue.Purpose.RESTART) {
      return false;
    }
    return dialogue.isEmpty() || (supervision.isNone() && !waitsForAnswers(verb));
  }

  /** Whether a command must find everything before it answered. */
  private boolean waitsForAnswers(String verb) {
    return switch (verb) {
      case "REIN" -> true;
      case "AUTH", "CCC" -> common.tls().isOffered();
      // They may lead to another server, which cannot answer for the former.
      case "HOST", "USER" -> choice.isOffered();
      default -> Verbs.isDataSetup(verb) || Verbs.transfer(verb).isPresent();
    };
  }

  /**
   * Sees to it that the server of this command is there. False if it is being connected, so that
   * the command must wait, or if there is none, so that the command was refused.
   */
  private boolean isServerReady(Command command) throws IOException {
    boolean login = command.verb().equals("USER") && choice.isOpen();
    boolean ours = command.verb().equals("HOST") || Verbs.isSecurity(command.verb());
    if (ours || (server.isConnected() && !login)) {
      return true;
    }
    Optional<Backend> wanted =
        login ? choice.forUser(command.argument().shown()) : choice.current();
    if (wanted.isEmpty()) {
      held.remove();
      client.served();
      if (command.verb().equals("QUIT")) {
        client.write(Reply.of(221, "Goodbye.").encoded());
        end("quit");
      } else {
        refuse(login ? Refusal.NO_SERVER_FOR_USER : Refusal.NO_SERVER_YET, command.verb());
      }
      return false;
    }
    if (server.isWith(wanted.get())) {
      return true;
    }
    loggedIn = false;
    loginSince = now();
    connectTo(wanted.get(), Dialogue.Purpose.OWN_GREETING);
    return false;
  }

  /** ABOR overtakes what is held behind the transfer, or the wait, that it ends. */
  private void abortIfAsked() throws IOException {
    if (turn == null && !setup.isUnderWay()) {
      return;
    }
    Iterator<ClientInput> inputs = held.iterator();
    while (inputs.hasNext()) {
      if (inputs.next() instanceof ClientInput.Line(Command command)
          && command.verb().equals("ABOR")) {
        boolean now = turn != null || setup.abort();
        if (now) {
          inputs.remove();
          client.served();
          abort(command);
        }
        return;
      }
    }
  }

  private void abort(Command command) {
    if (turn != null) {
      turn.cut(Refusal.ABORTED);
      if (!turn.isCommanded()) {
        // The server never had the command, so there is nothing that it could abort.
        turn.sayBehind(Reply.of(226, "Abort successful."));
        return;
      }
    }
    ask(command, Dialogue.Purpose.RELAYED);
  }

  private void serve(Command command) throws IOException {
    String verb = command.verb();
    Optional<Direction> direction = Verbs.transfer(verb);
    if (direction.isPresent()) {
      startTransfer(command, direction.get());
    } else if (Verbs.isDataSetup(verb)) {
      if (loggedIn) {
        setup.serve(command);
      } else {
        refuse(Refusal.NOT_LOGGED_IN, verb);
      }
    } else if (Verbs.isSecurity(verb)) {
      protection.serve(command, loggedIn, !user.isEmpty());
    } else {
      serveOther(command);
    }
  }

  private void serveOther(Command command) throws IOException {
    switch (command.verb()) {
      case "USER", "PASS", "ACCT" ->
          protection
              .againstLogin()
              .ifPresentOrElse(
                  against -> refuse(against, command.verb()), () -> serveLogin(command));
      case "HOST" -> {
        if (loggedIn || !user.isEmpty()) {
          refuse(Refusal.HOST_AFTER_LOGIN, "");
        } else {
          serveHost(command);
        }
      }
      case "FEAT" -> ask(command, Dialogue.Purpose.FEATURES);
      case "MODE" -> {
        // Block and compressed mode mark the end of a file inside the data, which is not looked at.
        if (command.argument().equalsIgnoreCase("B") || command.argument().equalsIgnoreCase("C")) {
          refuse(Refusal.MODE_NOT_RELAYED, command.argument().shown());
        } else {
          ask(command, Dialogue.Purpose.RELAYED);
        }
      }
      case "REIN" -> {
        // RFC 4217 §11 has it end TLS, and then passwords would follow in clear.
        if (protection.isSecured()) {
          refuse(Refusal.REIN_UNDER_TLS, "");
        } else {
          ask(command, Dialogue.Purpose.RESTART);
        }
      }
      case "QUIT" -> ask(command, Dialogue.Purpose.QUIT);
      default -> ask(command, Dialogue.Purpose.RELAYED);
    }
  }

  private void serveLogin(Command command) {
    if (!command.verb().equals("USER")) {
      ask(command, Dialogue.Purpose.LOGIN);
    } else if (common.admission().mayLogIn(clientAddress())) {
      String name = command.argument().shown();
      user = name.substring(0, Math.min(name.length(), LOGGED_USER));
      ask(command, Dialogue.Purpose.LOGIN);
    } else {
      expel(Refusal.TOO_MANY_LOGINS, "");
    }
  }

  private void serveHost(Command command) {
    String host = command.argument().shown();
    if (protection.requestedHost().filter(asked -> !asked.equalsIgnoreCase(host)).isPresent()) {
      // RFC 7151 §3.4: what was agreed on in the handshake holds.
      refuse(Refusal.HOST_IS_NOT_SNI, host);
    } else if (choice.narrowToHost(host)) {
      if (isWithOtherServer()) {
        leaveServer();
      }
      say(Reply.of(220, "Host accepted."));
    } else {
      refuse(Refusal.UNKNOWN_HOST, host);
    }
  }

  private void serveBadLine(Refusal why, String excerpt) throws IOException {
    badLines++;
    if (badLines > common.limits().badLines()) {
      expel(Refusal.TOO_MANY_BAD_LINES, excerpt);
    } else {
      refuse(why, excerpt);
    }
  }

  private void startTransfer(Command command, Direction direction) {
    Optional<Refusal> against =
        loggedIn ? protection.againstData() : Optional.of(Refusal.NOT_LOGGED_IN);
    if (against.isPresent()) {
      refuse(against.get(), command.verb());
      return;
    }
    protection.expect(direction);
    setup
        .take()
        .ifPresentOrElse(
            channel ->
                begin(
                    new Transfer(
                        command,
                        direction,
                        channel,
                        supervision.begin(command),
                        common,
                        this::post)),
            () -> refuse(Refusal.NO_DATA_CHANNEL, command.verb()));
  }

  private TransferTurn begin(Transfer transfer) {
    TransferTurn begun = new TransferTurn(this, common, transfer);
    turn = begun;
    running = transfer;
    Thread.ofVirtual().name("transfer-" + number).start(transfer);
    return begun;
  }

  /** A verb that we do not know moves data, so which way is seen from who sends first. */
  private void beginUnknownTransfer(Dialogue.Asked asked, Reply reply) {
    setup
        .take()
        .ifPresent(channel -> {
          TransferTurn begun =
              begin(
                  new Transfer(
                      asked.command(),
                      null,
                      channel,
                      supervision.begin(asked.command()),
                      common,
                      this::post));
          begun.begunByServer(reply);
          // What was not known to be a transfer is ended as one that may not be.
          protection.againstData().ifPresent(begun::cut);
        });
  }

  // The server's side.

  private void fromServer(Reply reply) throws IOException {
    if (parting != null) {
      return;
    }
    if (reply.code() == 421 && greeted) {
      leave("server-said-421", Optional.of(reply));
      return;
    }
    Dialogue.@Nullable Asked asked = dialogue.awaited();
    if (asked == null
        || (turn != null && turn.isAnswerHeld() && asked.purpose() == Dialogue.Purpose.TRANSFER)) {
      unrequested(reply);
      return;
    }
    if (asked.purpose() == Dialogue.Purpose.TRANSFER) {
      asked = answered(asked, reply.code());
    }
    if (asked == null) {
      unrequested(reply);
    } else if (reply.preliminary()) {
      preliminary(asked, reply);
    } else {
      dialogue.done(asked);
      finalReply(asked, reply);
      sayWhatIsDue();
    }
  }

  /**
   * What is answered while a transfer runs: servers may answer a STAT (RFC 959 §4.1.3) and do
   * answer a NOOP at once, with codes that no transfer is answered with (RFC 959 §5.4).
   */
  private Dialogue.@Nullable Asked answered(Dialogue.Asked transfer, int code) {
    return switch (code) {
      case 211, 212, 213 -> dialogue.behindTransfer("STAT");
      case 200 -> {
        Dialogue.@Nullable Asked noop = dialogue.behindTransfer("NOOP");
        yield noop == null ? transfer : noop;
      }
      default -> transfer;
    };
  }

  private void unrequested(Reply reply) {
    count(Refusal.UNREQUESTED_REPLY, reply.shown());
    unrequested++;
    if (unrequested > MOST_UNREQUESTED) {
      expel(Refusal.SERVER_TALKS_NONSENSE, "too many replies that answer nothing");
    }
  }

  private void preliminary(Dialogue.Asked asked, Reply reply) {
    switch (asked.purpose()) {
      case TRANSFER -> {
        if (turn != null) {
          turn.preliminary(reply);
        }
      }
      case RELAYED -> {
        if (turn == null && setup.isReady()) {
          beginUnknownTransfer(dialogue.becomesTransfer(asked), reply);
        } else {
          sayNow(reply);
        }
      }
      // Nothing takes long about naming a port, and the client must not see our own commands.
      case DATA_SETUP -> unrequested(reply);
      case OWN_GREETING, POLICY -> {}
      case GREETING, LOGIN, RESTART, FEATURES, QUIT -> sayNow(reply);
    }
  }

  private void finalReply(Dialogue.Asked asked, Reply reply) throws IOException {
    if (asked.purpose() != Dialogue.Purpose.DATA_SETUP && isPassive(reply)) {
      count(Refusal.UNREQUESTED_PASSIVE_REPLY, reply.shown());
      deliver(asked, Refusal.UNREQUESTED_PASSIVE_REPLY.reply().orElseThrow());
    } else {
      deliver(asked, reply);
    }
  }

  private static boolean isPassive(Reply reply) {
    return reply.code() >= 227 && reply.code() <= 229;
  }

  private void deliver(Dialogue.Asked asked, Reply reply) throws IOException {
    switch (asked.purpose()) {
      case OWN_GREETING -> {
        awaitsServer = false;
        if (!reply.completed()) {
          count(Refusal.SERVER_TURNED_AWAY, reply.shown());
          end(Refusal.SERVER_TURNED_AWAY.reason());
          lastWord(reply);
        }
      }
      case GREETING -> {
        greeted = true;
        awaitsServer = false;
        sayNow(reply);
        if (!reply.completed()) {
          count(Refusal.SERVER_TURNED_AWAY, reply.shown());
          end(Refusal.SERVER_TURNED_AWAY.reason());
        }
      }
      case RELAYED -> {
        supervision.answered(asked.command(), reply);
        sayNow(reply);
      }
      case POLICY -> supervision.learnt(asked.command(), reply);
      case LOGIN -> {
        supervision.answered(asked.command(), reply);
        // RFC 959 §5.4: 202 is a success of PASS alone; to ACCT it says that none was needed.
        loggedIn =
            loggedIn
                || reply.code() == 230
                || (reply.code() == 202 && asked.command().verb().equals("PASS"));
        sayNow(reply);
      }
      case RESTART -> {
        supervision.answered(asked.command(), reply);
        if (reply.completed()) {
          loggedIn = false;
          user = "";
          loginSince = now();
          choice.reset();
          setup.reset();
        }
        sayNow(reply);
      }
      case FEATURES -> sayNow(FeatureReply.of(reply, common.site().active().offered(), protection));
      case DATA_SETUP -> setup.answered(reply);
      case TRANSFER -> {
        if (turn != null) {
          turn.answered(reply);
        }
      }
      case QUIT -> {
        sayNow(reply);
        leave("quit", Optional.empty());
      }
    }
  }

  // What the parts of a session use.

  long now() {
    return common.nanoTime().getAsLong();
  }

  InetAddress clientAddress() {
    return caller.address();
  }

  /** The address that the client's control connection reached. */
  InetAddress reachedAddress() {
    return caller.reached().getAddress();
  }

  /** Where connections to the client come from; null behind a proxy, whose address is not ours. */
  @Nullable InetAddress localTowardClient() {
    return caller.proxied() ? null : reachedAddress();
  }

  Caller caller() {
    return caller;
  }

  Protection protection() {
    return protection;
  }

  ServerLink server() {
    return server;
  }

  /** Gives up the data channel that is announced. */
  void discardChannel() {
    setup.discard();
  }

  /** What the server is told of the client. */
  Introduction introduction() {
    return new Introduction(common.site().serverProxy(), caller);
  }

  /** Whether the client has said something that has not been taken yet, or has gone. */
  Peek unheardFromClient() {
    Peek unread = client.unread();
    boolean underWay = unread == Peek.NOTHING && (client.isHandingOver() || hasClientEvent());
    return underWay ? Peek.BYTES : unread;
  }

  private boolean hasClientEvent() {
    return events.stream()
        .anyMatch(event -> event instanceof Event.FromClient || event instanceof Event.ClientGone);
  }

  /** Sends a command to the server, whose reply will be for this purpose. */
  void ask(Command command, Dialogue.Purpose purpose) {
    if (dialogue.isEmpty()) {
      server.expect();
    }
    dialogue.asked(command, purpose);
    server.write(command);
  }

  /** A reply of our own, in its turn. */
  void say(Reply reply) {
    dialogue.answered(reply);
    sayWhatIsDue();
  }

  private void sayWhatIsDue() {
    Optional<Reply> due = dialogue.ready();
    while (due.isPresent()) {
      sayNow(due.get());
      due = dialogue.ready();
    }
  }

  /** A reply that comes before a transfer's own. */
  void sayFirst(Reply reply) {
    try {
      client.write(reply.encoded());
    } catch (IOException e) {
      post(new Event.ClientGone(false));
    }
  }

  /** A reply whose turn it is; behind a transfer that is not over it waits for that. */
  void sayNow(Reply reply) {
    if (turn != null && turn.isAnswerHeld()) {
      turn.sayBehind(reply);
    } else {
      sayFirst(reply);
    }
  }

  /** Turns a command away: counted, logged, and answered in its turn. */
  void refuse(Refusal refusal, String detail, Object... details) {
    count(refusal, detail);
    refusal.reply(details).ifPresent(this::say);
  }

  void count(Refusal refusal, String detail) {
    common.refusals().count(refusal, number, clientAddress(), detail);
  }

  /** The server has no more to say on the running transfer; this stands for its last word. */
  void answerTransfer(TransferTurn running, Reply reply) {
    Dialogue.@Nullable Asked asked = dialogue.awaited();
    if (asked != null && asked.purpose() == Dialogue.Purpose.TRANSFER) {
      dialogue.done(asked);
    }
    running.answered(reply);
    sayWhatIsDue();
  }

  /** A transfer is over and its reply is known. */
  void transferOver(TransferTurn over, Reply reply, String result) {
    turn = null;
    running = null;
    Transfer transfer = over.transfer();
    transfers++;
    bytes += transfer.bytes();
    lastClientActivity = now();
    common.log().transfer(who(), transfer, result, now() - transfer.startedAt());
    sayNow(reply);
  }

  // Deadlines and the end.

  /** How long to wait for the next event, in nanoseconds; negative when a deadline has passed. */
  private long patience() {
    long now = now();
    long least = LONGEST_WAIT_NANOS;
    if (turn == null && !setup.isUnderWay()) {
      least = Math.min(least, lastClientActivity + common.timeouts().idle().toNanos() - now);
    }
    if (turn == null) {
      least = Math.min(least, supervision.nextLookNanos());
    }
    if (protection.isChanging()) {
      least = Math.min(least, protection.deadline() - now);
    }
    if (!loggedIn) {
      least = Math.min(least, loginSince + common.timeouts().login().toNanos() - now);
    }
    if (awaitsReply()) {
      least = Math.min(least, server.deadline() - now);
    }
    @Nullable Long ofSetup = setup.deadline();
    @Nullable Long ofTransfer = turn == null ? null : turn.deadline();
    least = ofSetup == null ? least : Math.min(least, ofSetup - now);
    return ofTransfer == null ? least : Math.min(least, ofTransfer - now);
  }

  private boolean awaitsReply() {
    return turn == null && dialogue.awaited() != null;
  }

  private void deadlinePassed() {
    long now = now();
    @Nullable Long ofTransfer = turn == null ? null : turn.deadline();
    @Nullable Long ofSetup = setup.deadline();
    if (turn != null && ofTransfer != null && ofTransfer - now <= 0) {
      turn.deadlinePassed();
    } else if (ofSetup != null && ofSetup - now <= 0) {
      setup.deadlinePassed();
    } else if (protection.isChanging() && protection.deadline() - now <= 0) {
      count(Refusal.TLS_HANDSHAKE_TIMEOUT, "");
      end(Refusal.TLS_HANDSHAKE_TIMEOUT.reason());
    } else if (awaitsReply() && server.deadline() - now <= 0) {
      expel(Refusal.SERVER_SILENT, String.valueOf(dialogue.awaited()));
    } else if (!loggedIn && isOver(loginSince, common.timeouts().login())) {
      expel(Refusal.LOGIN_TIMEOUT, "");
    } else if (turn == null
        && !setup.isUnderWay()
        && isOver(lastClientActivity, common.timeouts().idle())) {
      expel(Refusal.IDLE_TIMEOUT, "");
    }
  }

  private boolean isOver(long since, Duration time) {
    return since + time.toNanos() - now() <= 0;
  }

  /** Ends the session from our side, with a word to the client if there is one. */
  void expel(Refusal why, String detail) {
    count(why, detail);
    end(why.reason());
    why.reply().ifPresent(this::lastWord);
  }

  private void lastWord(Reply reply) {
    cutTransfer();
    try {
      client.write(reply.encoded());
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("session", number).log("no last word: the client is gone");
    }
  }

  private void cutTransfer() {
    if (turn != null) {
      TransferTurn over = turn;
      turn = null;
      running = null;
      over.cut(Refusal.CLIENT_GONE);
      transfers++;
      bytes += over.transfer().bytes();
      common
          .log()
          .transfer(who(), over.transfer(), "cut " + end, now() - over.transfer().startedAt());
    }
  }

  private void end(String why) {
    if (end == null) {
      end = why;
    }
  }

  private void close() {
    cutTransfer();
    setup.discard();
    server.close();
    for (Event event : events) {
      if (event instanceof Event.PortGranted(var reservation)) {
        reservation.giveBack();
      }
    }
    common
        .log()
        .session(
            who(),
            protection.shown(),
            server.protection(),
            transfers,
            bytes,
            String.valueOf(end),
            now() - startedAt);
    client.finish();
  }

  private SessionLog.Who who() {
    return new SessionLog.Who(number, clientAddress(), user, server.name());
  }
}
