package pasvport.gateway;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.EpsvArgument;
import pasvport.ftp.Reply;

/**
 * How a session's data channel comes about: a port of ours for the client, then a port of the
 * server's, then the reply that names ours. A session has one channel at a time.
 */
final class DataSetup {
  /** A data channel that is announced: where the client may connect, and where we shall. */
  record Channel(PassivePorts.Reservation reservation, InetSocketAddress serverPort) {}

  /**
   * RFC 1122's well-known services live below; no FTP server listens for data there (RFC 2577 §3).
   */
  private static final int LOWEST_PORT = 1024;

  private sealed interface State {
    record Nothing() implements State {}

    record WaitingForPort(PassivePorts.Request request, boolean extended, long since)
        implements State {}

    record WaitingForServer(PassivePorts.Reservation reservation, boolean extended, Command asked)
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

  /** Serves PASV, EPSV, and what else would set up a data connection. */
  void serve(Command command) {
    switch (command.verb()) {
      case "EPSV" -> serveEpsv(command);
      case "PASV" -> servePasv();
      case "PORT", "EPRT" ->
          session.refuse(
              epsvAll ? Refusal.EPSV_ALL_IN_FORCE : Refusal.ACTIVE_MODE_NOT_OFFERED,
              command.verb());
      default -> session.refuse(Refusal.DATA_SETUP_NOT_OFFERED, command.verb());
    }
  }

  private void serveEpsv(Command command) {
    boolean ipv6 = session.clientAddress() instanceof Inet6Address;
    switch (EpsvArgument.of(command.argument())) {
      case NONE -> begin(true);
      case IPV4 -> beginIf(!ipv6, ipv6);
      case IPV6 -> beginIf(ipv6, ipv6);
      case ALL -> {
        epsvAll = true;
        session.say(Reply.of(200, "EPSV ALL ok."));
      }
      case OTHER -> session.refuse(Refusal.EPSV_BAD_ARGUMENT, command.argument().shown());
    }
  }

  private void beginIf(boolean sameFamily, boolean ipv6) {
    if (sameFamily) {
      begin(true);
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
      begin(false);
    }
  }

  private Optional<Inet4Address> advertised() {
    return common.advertised().address(session.clientAddress(), session.reachedAddress());
  }

  private void begin(boolean extended) {
    discard();
    InetAddress client = session.clientAddress();
    common
        .ports()
        .request(client, session, granted -> session.post(new Event.PortGranted(granted)))
        .ifPresentOrElse(
            request -> state = new State.WaitingForPort(request, extended, session.now()),
            () -> session.refuse(Refusal.PASSIVE_QUEUE_FULL, ""));
  }

  /** A port is there; now the server is asked for one of its own. */
  void granted(PassivePorts.Reservation reservation) {
    if (state instanceof State.WaitingForPort(_, boolean extended, _)) {
      askServer(reservation, extended);
    } else {
      reservation.giveBack();
    }
  }

  private void askServer(PassivePorts.Reservation reservation, boolean extended) {
    Command asked = common.backend().passiveCommand();
    state = new State.WaitingForServer(reservation, extended, asked);
    session.ask(asked, Dialogue.Purpose.PASSIVE);
  }

  /** The server's final reply to our EPSV or PASV. */
  void answered(Reply reply) {
    if (!(state instanceof State.WaitingForServer(var reservation, boolean extended, var asked))) {
      return;
    }
    if (reply.completed()) {
      announce(reservation, extended, DataAddresses.passivePort(reply), reply);
    } else if (common.backend().learnFromRefusal(asked, reply.code())) {
      askServer(reservation, extended);
    } else {
      state = new State.Nothing();
      reservation.giveBack();
      session.refuse(Refusal.SERVER_WITHOUT_PASSIVE, reply.shown());
    }
  }

  private void announce(
      PassivePorts.Reservation reservation, boolean extended, OptionalInt port, Reply reply) {
    state = new State.Nothing();
    Optional<Inet4Address> address = advertised();
    if (port.isEmpty()) {
      reservation.giveBack();
      session.refuse(Refusal.SERVER_PORT_UNREADABLE, reply.shown());
    } else if (port.getAsInt() < LOWEST_PORT) {
      reservation.giveBack();
      session.refuse(Refusal.SERVER_PORT_BELOW_1024, reply.shown());
    } else if (!extended && address.isEmpty()) {
      reservation.giveBack();
      session.refuse(Refusal.ADVERTISED_ADDRESS_UNKNOWN, "");
    } else {
      // The address in a 227 is never believed: data goes where the control connection goes.
      var serverPort = new InetSocketAddress(session.serverAddress(), port.getAsInt());
      state = new State.Ready(new Channel(reservation, serverPort), session.now());
      int announced = common.advertised().port(reservation.port());
      session.say(
          extended
              ? DataAddresses.reply229(announced)
              : DataAddresses.reply227(address.orElseThrow(), announced));
    }
  }

  /** The announced channel, for a transfer; from now on it is the transfer's. */
  Optional<Channel> take() {
    if (state instanceof State.Ready(Channel channel, _)) {
      state = new State.Nothing();
      return Optional.of(channel);
    }
    return Optional.empty();
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
      case State.WaitingForServer(var reservation, _, _) -> reservation.giveBack();
      case State.Ready(Channel channel, _) -> channel.reservation().giveUp();
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
          channel.reservation().arrival().isDone()
              ? null
              : (Long) (since + common.timeouts().dataWait().toNanos());
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
        session.count(Refusal.NO_DATA_CONNECTION, "port " + channel.reservation().port());
      }
      case State.Nothing _, State.WaitingForServer _ -> {}
    }
  }
}
