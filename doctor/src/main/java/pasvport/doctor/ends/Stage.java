package pasvport.doctor.ends;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.Reply;

/**
 * Plays an FTP server that answers PASV as each {@link Scene} wants it, on a port where a device on
 * the way takes it for one. It opens no connection, gives and stores no file, and talks only with
 * who is let on.
 */
final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /** Longer is only waited for when the end of a connection was kept back too. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final int MOST_GUESTS = 32;

  /** Neither a server's nor a client's (RFC 5737). */
  private static final InetAddress FOREIGN = InetAddress.ofLiteral("192.0.2.1");

  private static final int LOW_PORT = 22;

  /** So far behind the parenthesis the first of two segments ends: within a number. */
  private static final int SPLIT = 6;

  private final ServerSocket door;
  private final String secret;
  private final Set<InetAddress> guests;
  private final InetAddress outside;
  private final List<Integer> dataPorts;
  private final Optional<SSLContext> tls;
  private final Semaphore free = new Semaphore(MOST_GUESTS);
  private final Map<Scene, Part> played = new EnumMap<>(Scene.class);
  private final List<Socket> inside = new ArrayList<>();
  private final Set<Integer> lent = new HashSet<>();

  /**
   * @param port where to listen
   * @param guests who is let on; empty, whoever knows the secret
   * @param outside the address that clients connect to
   * @param dataPorts what to draw from for data connections
   * @param tls what AUTH TLS begins; empty, it is refused
   */
  Stage(
      int port,
      String secret,
      Set<InetAddress> guests,
      InetAddress outside,
      List<Integer> dataPorts,
      Optional<SSLContext> tls)
      throws IOException {
    this.secret = secret;
    this.guests = Set.copyOf(guests);
    this.outside = outside;
    this.dataPorts = List.copyOf(dataPorts);
    this.tls = tls;
    door = new ServerSocket(port);
    Thread.ofVirtual().name("stage").start(this::receive);
  }

  private void receive() {
    try {
      while (true) {
        var guest = door.accept();
        boolean known = guests.isEmpty() || guests.contains(guest.getInetAddress());
        if (!known || !free.tryAcquire()) {
          guest.close();
          continue;
        }
        synchronized (inside) {
          inside.add(guest);
        }
        Thread.ofVirtual()
            .name("stage-guest")
            .start(() -> {
              try {
                play(guest);
              } finally {
                free.release();
              }
            });
      }
    } catch (IOException closed) {
      // the play is over
    }
  }

  private void play(Socket guest) {
    try (var wire = new Wire(guest, PATIENCE)) {
      new Dialogue(wire).run();
    } catch (IOException gone) {
      // before a word was said
    }
  }

  /** Lets those end who are inside, and says what was played. */
  Map<Scene, Part> end() throws IOException, InterruptedException {
    door.close();
    if (!free.tryAcquire(MOST_GUESTS, LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
      close();
      free.tryAcquire(MOST_GUESTS, LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
    }

    synchronized (played) {
      return new EnumMap<>(played);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    synchronized (inside) {
      for (var guest : inside) {
        guest.close();
      }
    }
  }

  /** One guest's session. */
  private final class Dialogue {
    private final Wire wire;
    private Optional<Scene> scene = Optional.empty();
    private boolean known;
    private Wire.Data data = Wire.Data.NONE;
    private @Nullable ServerSocket listening;
    private @Nullable Thread courier;

    Dialogue(Wire wire) {
      this.wire = wire;
    }

    void run() {
      try {
        wire.say("220 Pasvport plays a server here.");
        Optional<String> line;
        do {
          line = wire.hear();
        } while (line.isPresent() && answer(line.get()));
      } catch (IOException broken) {
        wire.failed(broken);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (known && scene.isPresent()) {
        endData();
        synchronized (played) {
          played.put(scene.get(), wire.part(data));
        }
      }
    }

    /** Who has not come for it by now does not come any more. */
    private void endData() {
      var door = listening;
      var runner = courier;
      if (door == null || runner == null) {
        return;
      }
      try {
        door.close();
        runner.join();
      } catch (IOException e) {
        wire.failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Whether it goes on. */
    private boolean answer(String line) throws IOException, InterruptedException {
      var verb = line.split(" ", 2)[0];
      var argument = line.substring(Math.min(line.length(), verb.length() + 1));
      switch (verb) {
        case "AUTH" -> begin();
        case "USER" -> {
          scene = Scene.named(argument);
          wire.say(scene.isPresent() ? "331 And the secret?" : "530 Not in this play.");
        }
        case "PASS" -> {
          known = scene.isPresent() && argument.equals(secret);
          wire.say(known ? "230 Welcome." : "530 Not with this secret.");
          return known;
        }
        case "SYST" -> wire.say("215 UNIX Type: L8");
        case "NOOP" -> wire.say("200 Still here.");
        case "PASV", "EPSV" -> passive();
        case "PORT", "EPRT" -> wire.say("200 Noted.");
        case "QUIT" -> {
          wire.say("221 Goodbye.");
          return false;
        }
        default -> wire.say("500 Not in this play.");
      }
      return true;
    }

    private void begin() throws IOException {
      if (tls.isEmpty()) {
        wire.say("502 No certificate.");
        return;
      }
      wire.say("234 Go on.");
      var plain = wire.socket();
      var secured =
          (SSLSocket)
              tls.get()
                  .getSocketFactory()
                  .createSocket(plain, plain.getInetAddress().getHostAddress(), 0, true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      wire.secure(secured, secured.getSession().getLocalCertificates()[0]);
    }

    private void passive() throws IOException, InterruptedException {
      if (!known || scene.isEmpty() || courier != null) {
        wire.say("503 First the secret.");
        return;
      }
      var played = scene.get();
      int port = played == Scene.LOW_PORT ? LOW_PORT : dataPorts.getFirst();
      if (played.hasData()) {
        var door = listen();
        if (door.isEmpty()) {
          wire.say("425 No port is free.");
          return;
        }
        port = door.get().getLocalPort();
        listening = door.get();
        courier = Thread.ofVirtual().name("stage-data").start(() -> deliver(door.get()));
      }
      var text = text(played, port);
      if (played.split()) {
        wire.sayInTwo(text, text.indexOf('(') + SPLIT);
      } else {
        wire.say(text);
      }
    }

    private String text(Scene played, int port) {
      if (played.command().equals("EPSV")) {
        return line(DataAddresses.reply229(port));
      }
      var named =
          switch (played) {
            case OUTSIDE_ADDRESS -> outside;
            case FOREIGN_ADDRESS -> FOREIGN;
            default -> wire.socket().getLocalAddress();
          };
      if (!(named instanceof Inet4Address address)) {
        return "425 PASV has no IPv6.";
      }
      var text = line(DataAddresses.reply227(address, port));
      return played == Scene.WITHOUT_PARENTHESES ? text.replaceFirst("\\((.*)\\).*", "$1") : text;
    }

    private static String line(Reply reply) {
      return new String(reply.encoded(), StandardCharsets.ISO_8859_1).strip();
    }

    private Optional<ServerSocket> listen() throws IOException {
      for (int port : dataPorts) {
        synchronized (lent) {
          if (!lent.add(port)) {
            continue;
          }
        }
        var free = new ServerSocket();
        try {
          free.bind(new InetSocketAddress(port), 1);
          return Optional.of(free);
        } catch (IOException taken) {
          free.close(); // the server has it
        }
      }
      return Optional.empty();
    }

    private void deliver(ServerSocket door) {
      try (door;
          var socket = door.accept()) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        data = Wire.Data.over(socket);
      } catch (IOException nobody) {
        // nobody came, or he went; what he got tells
      } finally {
        synchronized (lent) {
          lent.remove(door.getLocalPort());
        }
      }
    }
  }
}
