package pasvport.gateway;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.EpsvArgument;
import pasvport.ftp.Malformed;
import pasvport.ftp.MalformedException;
import pasvport.ftp.Reply;
import pasvport.site.HostText;

/**
 * How a session's data channel comes about: the client's end, then the server's, then the reply to
 * the client. Each end is active or passive whatever the other is. A session has one channel at a
 * time.
 */
final class DataSetup {
  /** A data channel that is announced: where the client may connect, and where we shall. */
  record Channel(DataEnd client, DataEnd server) {
    void giveUp() {
      client.giveUp(Sockets::close);
      server.giveUp(Sockets::close);
    }
  }

  /**
   * RFC 1122's well-known services live below; no FTP server listens for data there (RFC 2577 §3).
   */
  private static final int LOWEST_PORT = 1024;

  /** Which command the client waits for a reply to. */
  private enum Asked {
    PASV,
    EPSV,
    PORT,
    EPRT
  }

  private sealed interface State {
    record Nothing() implements State {}

    record WaitingForPort(PassivePorts.Request request, Asked by, long since) implements State {}

    record WaitingForServer(DataEnd client, Asked by, Command sent, @Nullable DataEnd server)
        implements State {}

    record Ready(Channel channel, long since) implements State {}
  }

  private final Session session;
  private final Common common;
  private State state = new State.Nothing();
  private boolean epsvAll;

  DataSetup(Session session, Common common) {
    this.session = session;
    this.common = common;
  }

  /** Whether the client waits for a reply to PASV or EPSV, so that nothing else may be served. */
  boolean isUnderWay() {
    return switch (state) {
      case State.WaitingForPort _, State.WaitingForServer _ -> true;
      case State.Nothing _, State.Ready _ -> false;
    };
  }

  /** Whether a channel is announced that a transfer may take. */
  boolean isReady() {
    return state instanceof State.Ready;
  }

  /** Serves PASV, EPSV, PORT, EPRT, and refuses what else would set up a data connection. */
  void serve(Command command) {
    switch (command.verb()) {
      case "EPSV" -> serveEpsv(command);
      case "PASV" -> servePasv();
      case "PORT", "EPRT" -> servePort(command);
      default -> session.refuse(Refusal.DATA_SETUP_NOT_OFFERED, command.verb());
    }
  }

  private void serveEpsv(Command command) {
    boolean ipv6 = session.clientAddress() instanceof Inet6Address;
    switch (EpsvArgument.of(command.argument())) {
      case NONE -> beginPassive(Asked.EPSV);
      case IPV4 -> beginIf(!ipv6, ipv6);
      case IPV6 -> beginIf(ipv6, ipv6);
      case ALL -> {
        epsvAll = true;
        session.say(Reply.of(200, "EPSV ALL ok."));
      }
      case OTHER -> {
        // RFC 2428 §3: a protocol that is not served is 522, whatever its number.
        boolean protocol = command.argument().shown().strip().chars().allMatch(Character::isDigit);
        if (protocol) {
          session.refuse(Refusal.EPSV_OTHER_FAMILY, command.argument().shown(), ipv6 ? "2" : "1");
        } else {
          session.refuse(Refusal.EPSV_BAD_ARGUMENT, command.argument().shown());
        }
      }
    }
  }

  private void beginIf(boolean sameFamily, boolean ipv6) {
    if (sameFamily) {
      beginPassive(Asked.EPSV);
    } else {
      session.refuse(Refusal.EPSV_OTHER_FAMILY, "", ipv6 ? "2" : "1");
    }
  }

  private void servePasv() {
    if (epsvAll) {
      session.refuse(Refusal.EPSV_ALL_IN_FORCE, "PASV");
    } else if (session.clientAddress() instanceof Inet6Address) {
      session.refuse(Refusal.PASV_OVER_IPV6, "");
    } else if (advertised().isEmpty()) {
      session.refuse(Refusal.ADVERTISED_ADDRESS_UNKNOWN, "");
    } else {
      beginPassive(Asked.PASV);
    }
  }

  private Optional<Inet4Address> advertised() {
    return common.advertised().address(session.clientAddress(), session.reachedAddress());
  }

  private void servePort(Command command) {
    String verb = command.verb();
    if (epsvAll) {
      session.refuse(Refusal.EPSV_ALL_IN_FORCE, verb);
      return;
    }
    if (!common.site().active().offered()) {
      session.refuse(Refusal.ACTIVE_MODE_NOT_OFFERED, verb);
      return;
    }
    try {
      Asked by = Asked.valueOf(verb);
      beginActive(
          by,
          by == Asked.PORT
              ? DataAddresses.port(command.argument())
              : DataAddresses.eprt(command.argument()));
    } catch (MalformedException e) {
      if (e.why() == Malformed.UNSUPPORTED_FAMILY) {
        session.refuse(Refusal.EPRT_OTHER_FAMILY, command.shown(), "1,2");
      } else {
        session.refuse(Refusal.BAD_DATA_ADDRESS, command.shown(), verb);
      }
    }
  }

  /** Bounce attacks name somebody else's address, or a service's port (RFC 2577 §3). */
  private void beginActive(Asked by, InetSocketAddress named) {
    boolean own = named.getAddress().equals(session.clientAddress());
    if (!own && !common.site().active().mayPointTo(named.getAddress())) {
      session.refuse(Refusal.FOREIGN_DATA_ADDRESS, HostText.written(named.getAddress()), by);
    } else if (named.getPort() < LOWEST_PORT) {
      session.refuse(Refusal.CLIENT_PORT_BELOW_1024, "port " + named.getPort(), by);
    } else {
      discard();
      askServer(
          new DataEnd.Called(
              named,
              own ? session.localTowardClient() : null,
              common.site().active().sourcePort(),
              common.timeouts().connect()),
          by);
    }
  }

  private void beginPassive(Asked by) {
    discard();
    Wish wish =
        new Wish(
            session.clientAddress(),
            common.site().passive().dataPeer(),
            session.protection().claim());
    common
        .ports()
        .request(wish, session, granted -> session.post(new Event.PortGranted(granted)))
        .ifPresentOrElse(
            request -> state = new State.WaitingForPort(request, by, session.now()),
            () -> session.refuse(Refusal.PASSIVE_QUEUE_FULL, ""));
  }

  /** A port is there; now the server is asked for one of its own. */
  void granted(PassivePorts.Reservation reservation) {
    if (state instanceof State.WaitingForPort(_, Asked by, _)) {
      askServer(new DataEnd.AwaitedClient(reservation), by);
    } else {
      reservation.giveBack();
    }
  }

  private void askServer(DataEnd client, Asked by) {
    switch (common.site().serverData()) {
      case PASSIVE -> askPassive(client, by);
      case ACTIVE -> askActive(client, by);
    }
  }

  private void askPassive(DataEnd client, Asked by) {
    send(client, by, session.server().backend().passiveCommand(session.server().address()), null);
  }

  private void askActive(DataEnd client, Asked by) {
    try {
      var listener =
          new DataEnd.AwaitedServer(session.server().localAddress(), session.server().address());
      boolean ipv4 = session.server().address() instanceof Inet4Address;
      send(
          client,
          by,
          ipv4
              ? DataAddresses.portCommand(listener.local())
              : DataAddresses.eprtCommand(listener.local()),
          listener);
    } catch (IOException e) {
      giveBack(client);
      session.refuse(Refusal.SERVER_WITHOUT_ACTIVE, String.valueOf(e.getMessage()));
    }
  }

  private void send(DataEnd client, Asked by, Command command, @Nullable DataEnd server) {
    state = new State.WaitingForServer(client, by, command, server);
    session.ask(command, Dialogue.Purpose.DATA_SETUP);
  }

  /** The server's final reply to our EPSV, PASV, PORT or EPRT. */
  void answered(Reply reply) {
    if (!(state instanceof State.WaitingForServer(var client, var by, var sent, var server))) {
      return;
    }
    state = new State.Nothing();
    if (reply.completed()) {
      if (server == null) {
        serverPort(reply)
            .ifPresentOrElse(
                end -> announce(client, introduced(end, client), by), () -> giveBack(client));
      } else {
        announce(client, server, by);
      }
    } else if (server == null
        && session
            .server()
            .backend()
            .learnFromRefusal(sent, session.server().address(), reply.code())) {
      askPassive(client, by);
    } else {
      giveBack(client);
      if (server != null) {
        server.giveUp(Sockets::close);
      }
      session.refuse(
          server == null ? Refusal.SERVER_WITHOUT_PASSIVE : Refusal.SERVER_WITHOUT_ACTIVE,
          reply.shown());
    }
  }

  /** Where a 227 or 229 leads. Its address is not believed: data goes where control goes. */
  private Optional<DataEnd.Called> serverPort(Reply reply) {
    OptionalInt port = DataAddresses.passivePort(reply);
    if (port.isEmpty()) {
      session.refuse(Refusal.SERVER_PORT_UNREADABLE, reply.shown());
      return Optional.empty();
    }
    if (port.getAsInt() < LOWEST_PORT) {
      session.refuse(Refusal.SERVER_PORT_BELOW_1024, reply.shown());
      return Optional.empty();
    }
    var at = new InetSocketAddress(session.server().address(), port.getAsInt());
    return Optional.of(new DataEnd.Called(at, null, 0, common.timeouts().connect()));
  }

  private DataEnd introduced(DataEnd.Called server, DataEnd client) {
    return session
        .introduction()
        .beforeData(
            server,
            client.isCalled() ? client.port() : session.caller().client().getPort(),
            client.isCalled() ? common.site().active().sourcePort() : announced(client));
  }

  private void announce(DataEnd client, DataEnd server, Asked by) {
    Optional<Inet4Address> address = advertised();
    if (by == Asked.PASV && address.isEmpty()) {
      giveBack(client);
      server.giveUp(Sockets::close);
      session.refuse(Refusal.ADVERTISED_ADDRESS_UNKNOWN, "");
      return;
    }
    state = new State.Ready(new Channel(client, server), session.now());
    session.say(
        switch (by) {
          case PASV -> DataAddresses.reply227(address.orElseThrow(), announced(client));
          case EPSV -> DataAddresses.reply229(announced(client));
          case PORT, EPRT -> Reply.of(200, by + " command successful.");
        });
  }

  private static int announced(DataEnd client) {
    return client instanceof DataEnd.AwaitedClient(var reservation)
        ? reservation.announced()
        : client.port();
  }

  /** Gives up a client's end that the client was never told of. */
  private static void giveBack(DataEnd client) {
    if (client instanceof DataEnd.AwaitedClient(var reservation)) {
      reservation.giveBack();
    } else {
      client.giveUp(Sockets::close);
    }
  }

  /** The announced channel, for a transfer; from now on it is the transfer's. */
  Optional<Channel> take() {
    if (state instanceof State.Ready(Channel channel, _)) {
      state = new State.Nothing();
      return Optional.of(new Channel(protect(channel.client()), protectBehind(channel.server())));
    }
    return Optional.empty();
  }

  /** RFC 4217 §7: the client is TLS's client, whoever connects. */
  private DataEnd protect(DataEnd client) {
    return session
        .protection()
        .data()
        .<DataEnd>map(tls ->
            new DataEnd.Protected(
                client,
                tls::data,
                common.planes().buffers(),
                session.protection().isLenient(),
                session.protection()::objection))
        .orElse(client);
  }

  private DataEnd protectBehind(DataEnd server) {
    return session
        .server()
        .tls()
        .<DataEnd>map(tls ->
            new DataEnd.Protected(
                server,
                tls::data,
                common.planes().buffers(),
                tls.isLenient(),
                secured -> Optional.empty()))
        .orElse(server);
  }

  /** ABOR while the client waits for a port: it stops waiting. False if it does not wait. */
  boolean abort() {
    if (state instanceof State.WaitingForPort(var request, _, _)) {
      request.cancel();
      state = new State.Nothing();
      session.say(Reply.of(425, "No data connection: aborted while waiting for a port."));
      return true;
    }
    return false;
  }

  /** Gives up whatever there is. */
  void discard() {
    switch (state) {
      case State.WaitingForPort(var request, _, _) -> request.cancel();
      case State.WaitingForServer(var client, _, _, var server) -> {
        giveBack(client);
        if (server != null) {
          server.giveUp(Sockets::close);
        }
      }
      case State.Ready(Channel channel, _) -> channel.giveUp();
      case State.Nothing _ -> {}
    }
    state = new State.Nothing();
  }

  /** REIN: as after connecting. */
  void reset() {
    discard();
    epsvAll = false;
  }

  /** When {@link #deadlinePassed} is due, or null. */
  @Nullable Long deadline() {
    return switch (state) {
      case State.WaitingForPort(_, _, long since) ->
          since + common.timeouts().queueWait().toNanos();
      case State.Ready(Channel channel, long since) ->
          channel.client() instanceof DataEnd.AwaitedClient(var reservation)
                  && !reservation.arrival().isDone()
              ? (Long) (since + common.timeouts().dataWait().toNanos())
              : null;
      case State.Nothing _, State.WaitingForServer _ -> null;
    };
  }

  void deadlinePassed() {
    switch (state) {
      case State.WaitingForPort(var request, _, _) -> {
        request.cancel();
        state = new State.Nothing();
        session.refuse(Refusal.PASSIVE_QUEUE_TIMEOUT, "");
      }
      case State.Ready(Channel channel, _) -> {
        discard();
        session.count(Refusal.NO_DATA_CONNECTION, "port " + channel.client().port());
      }
      case State.Nothing _, State.WaitingForServer _ -> {}
    }
  }
}
