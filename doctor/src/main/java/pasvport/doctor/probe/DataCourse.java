package pasvport.doctor.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Transfer;
import pasvport.ftp.Command;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.Octets;

/**
 * One data connection from its PASV, EPSV, PORT or EPRT to the last reply; for one thread, once.
 *
 * <p>It connects to the control connection's peer alone, whatever address a reply names.
 */
final class DataCourse {
  /** No server opens these for data, and a reply that names one may want to abuse the client. */
  private static final int LOWEST_PORT = 1024;

  private final int session;
  private final InetSocketAddress peer;
  private final Protection protection;
  private final Control control;
  private final Cargo cargo;
  private final Transcript transcript;
  private final Errand errand;
  private final Duration at;

  private Heard arranged = new Heard.NotAsked();
  private Optional<InetSocketAddress> claimed = Optional.empty();
  private OptionalInt port = OptionalInt.empty();
  private Optional<InetSocketAddress> offered = Optional.empty();
  private Connected connected = new Connected.NotTried();
  private Heard begun = new Heard.NotAsked();
  private Heard finished = new Heard.NotAsked();

  DataCourse(
      int session,
      InetSocketAddress peer,
      Protection protection,
      Control control,
      Optional<ClientTls> tls,
      Transcript transcript,
      Errand errand) {
    this.session = session;
    this.peer = peer;
    this.protection = protection;
    this.control = control;
    this.cargo = new Cargo(errand, tls, text -> transcript.done(session, text), Patience.STALL);
    this.transcript = transcript;
    this.errand = errand;
    this.at = transcript.now();
  }

  /** Runs it to its end, whatever that is. */
  Transfer run() {
    if (errand.mode().passive()) {
      passive();
    } else {
      active();
    }
    return new Transfer(
        session,
        peer,
        protection,
        errand.mode(),
        errand.content(),
        errand.encrypted(),
        errand.resuming(),
        arranged,
        claimed,
        port,
        offered,
        connected,
        begun,
        cargo.secured(),
        cargo.bytes(),
        cargo.end(),
        cargo.closeNotify(),
        finished,
        at);
  }

  /** The beginning of what came. */
  byte[] kept() {
    return cargo.kept();
  }

  private void passive() {
    arranged = control.ask(Command.of(errand.mode().name()));
    claimed = arranged.reply().flatMap(DataAddresses::claimed);
    port = arranged.reply().map(DataAddresses::passivePort).orElse(OptionalInt.empty());
    if (port.isEmpty() || port.getAsInt() < LOWEST_PORT) {
      return;
    }
    var address = new InetSocketAddress(peer.getAddress(), port.getAsInt());
    if (errand.patient()) {
      awaitVerdict(address);
      return;
    }
    var dial = dial(address);
    dial.socket().ifPresent(this::useConnected);
  }

  private Dial dial(InetSocketAddress address) {
    var dial = Dial.to(address, Patience.DATA);
    connected = dial.connected();
    transcript.done(
        session, "data connection to " + Addresses.shown(address) + ": " + told(connected));
    return dial;
  }

  static String told(Connected connected) {
    return switch (connected) {
      case Connected.NotTried _ -> "not tried";
      case Connected.Open open -> "open after " + open.took().toMillis() + " ms";
      case Connected.Refused _ -> "refused";
      case Connected.Unreachable(var said, var _) -> said;
      case Connected.Silent(var waited) -> "no answer within " + waited.toSeconds() + " s";
    };
  }

  /** Asks for the listing while the data connection is still attempted, and waits for the reply. */
  private void awaitVerdict(InetSocketAddress address) {
    var dialled = CompletableFuture.supplyAsync(() -> dial(address), Thread::startVirtualThread);
    begun =
        control.send(command())
            ? control.hear(Patience.VERDICT)
            : new Heard.Closed(false, Duration.ZERO);
    dialled.join().socket().ifPresent(Cargo::close);
  }

  private void useConnected(WatchedSocket socket) {
    try (socket) {
      if (errand.content() == Content.NOTHING) {
        return;
      }
      begun = control.ask(command(), Patience.BEGIN);
      if (begun.is(1) || begun.is(2)) {
        cargo.carry(socket);
      }
    } catch (IOException gone) {
      cargo.end(Transfer.End.RESET);
    }
    conclude();
  }

  private void active() {
    try (var dataEnd = new DataEnd(control.localAddress())) {
      offered = Optional.of(dataEnd.at());
      arranged =
          control.ask(
              switch (errand.mode()) {
                case PORT -> DataAddresses.portCommand(dataEnd.at());
                case EPRT, PASV, EPSV -> DataAddresses.eprtCommand(dataEnd.at());
              });
      if (!arranged.is(2) || !control.send(command())) {
        return;
      }
      awaitCall(dataEnd);
    } catch (IOException cannotListen) {
      transcript.done(session, "cannot listen for the server: " + cannotListen.getMessage());
    }
  }

  private void awaitCall(DataEnd dataEnd) throws IOException {
    var time = Countdown.of(Patience.CALL);
    Optional<WatchedSocket> caller = Optional.empty();
    while (caller.isEmpty() && !time.over() && !over(begun)) {
      caller = dataEnd.glance();
      if (caller.isEmpty() && begun instanceof Heard.NotAsked) {
        var heard = control.hear(Patience.GLANCE);
        begun = heard.silence() ? begun : heard;
      }
    }
    if (caller.isPresent()) {
      answer(caller.get(), dataEnd, time);
      conclude();
    } else {
      connected = over(begun) ? connected : new Connected.Silent(time.passed());
      transcript.done(session, "no data connection from the server");
    }
  }

  /** Whether the server has said that there will be no data connection. */
  private static boolean over(Heard begun) {
    return !(begun instanceof Heard.NotAsked) && !begun.is(1);
  }

  private void answer(WatchedSocket caller, DataEnd dataEnd, Countdown time) throws IOException {
    try (caller) {
      connected =
          new Connected.Open(
              dataEnd.at(),
              new InetSocketAddress(caller.getInetAddress(), caller.getPort()),
              time.passed());
      if (begun instanceof Heard.NotAsked) {
        begun = control.hear(Patience.BEGIN);
      }
      if (begun.is(1) || begun.is(2)) {
        cargo.carry(caller);
      }
    }
  }

  private void conclude() {
    if (begun.is(1)) {
      finished = control.hear(Patience.REPLY);
      if (errand.content() == Content.UPLOAD && finished.silence()) {
        cargo.end(Transfer.End.STALLED);
      }
    } else if (begun.is(2)) {
      finished = begun;
    }
  }

  private Command command() {
    var verb =
        switch (errand.content()) {
          case NOTHING, LISTING -> "LIST";
          case DOWNLOAD -> "RETR";
          case UPLOAD -> "STOR";
        };
    return new Command(verb, Octets.utf8(errand.name()));
  }
}
