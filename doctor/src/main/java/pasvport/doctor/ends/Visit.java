package pasvport.doctor.ends;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import pasvport.ftp.Command;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.Octets;
import pasvport.ftp.Reply;

/** Plays a client on a {@link Stage}, scene by scene, and keeps every octet. */
final class Visit {
  /** A stage answers at once; a device that takes longer has swallowed it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One scene takes a second or two; a device may send each octet late. */
  private static final Duration LONGEST = Duration.ofSeconds(40);

  /** Where this client would wait for the server, if the server came. */
  private static final int ACTIVE_PORT = 50_000;

  private final InetSocketAddress server;
  private final String secret;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  private Visit(InetSocketAddress server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  /** Plays all of them, at the same time. */
  static Map<Scene, Part> of(InetSocketAddress server, Set<Scene> scenes, String secret)
      throws InterruptedException {
    var visit = new Visit(server, secret);
    var plays = new EnumMap<Scene, Future<Part>>(Scene.class);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      scenes.forEach(scene -> plays.put(scene, threads.submit(() -> visit.play(scene))));
      threads.shutdown();
      if (!threads.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        visit.hangUp();
      }
    }
    var parts = new EnumMap<Scene, Part>(Scene.class);
    for (var each : plays.entrySet()) {
      try {
        parts.put(each.getKey(), each.getValue().get());
      } catch (ExecutionException defect) {
        throw new IllegalStateException(defect.getCause());
      }
    }
    return parts;
  }

  /** Ends all that still goes on; what lies under TLS is closed, because TLS itself would wait. */
  private void hangUp() {
    for (var socket : sockets) {
      try {
        socket.close();
      } catch (IOException gone) {
        // It is closed either way.
      }
    }
  }

  private Part play(Scene scene) {
    var socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(server, (int) PATIENCE.toMillis());
    } catch (IOException shut) {
      return new Part("", "", "no connection: " + shut.getMessage(), "", "", "");
    }
    try (var wire = new Wire(socket, PATIENCE)) {
      var data = Wire.Data.NONE;
      try {
        data = play(scene, wire);
      } catch (IOException broken) {
        wire.failed(broken);
      }
      return wire.part(data);
    } catch (IOException broken) {
      return new Part("", "", "broken: " + broken.getMessage(), "", "", "");
    }
  }

  private Wire.Data play(Scene scene, Wire wire) throws IOException {
    var data = Wire.Data.NONE;
    if (!answered(wire.hear(), "220")) {
      return data;
    }
    if (scene.encrypted()) {
      if (!asked(wire, "AUTH TLS", "234")) {
        return data;
      }
      begin(wire);
    }
    if (!asked(wire, "USER " + scene, "331")
        || !asked(wire, "PASS " + secret, "230")
        || !asked(wire, "SYST", "215")) {
      return data;
    }
    wire.say(command(scene, wire.socket().getLocalAddress()));
    var answer = wire.hear();
    if (answer.isEmpty()) {
      return data;
    }
    if (scene.hasData()) {
      data = fetched(answer.get());
    }
    if (asked(wire, "NOOP", "200")) {
      asked(wire, "QUIT", "221");
    }
    return data;
  }

  private static boolean asked(Wire wire, String command, String code) throws IOException {
    wire.say(command);
    return answered(wire.hear(), code);
  }

  private static boolean answered(Optional<String> line, String code) {
    return line.filter(words -> words.startsWith(code)).isPresent();
  }

  private static String command(Scene scene, InetAddress own) {
    // One port each: a helper expects every address and port once.
    var at = new InetSocketAddress(own, ACTIVE_PORT + (scene == Scene.ACTIVE ? 0 : 1));
    return switch (scene.command()) {
      case "PORT" -> line(DataAddresses.portCommand(at));
      case "EPRT" -> line(DataAddresses.eprtCommand(at));
      default -> scene.command();
    };
  }

  private static String line(Command command) {
    return new String(command.encoded(), StandardCharsets.ISO_8859_1).strip();
  }

  /** Fetches what is sent at the port that the answer names, from the server and nobody else. */
  private Wire.Data fetched(String answer) {
    var port = port(answer);
    if (port.isEmpty() || port.getAsInt() < 1024) {
      return Wire.Data.NONE;
    }
    try (var socket = new Socket()) {
      sockets.add(socket);
      socket.connect(
          new InetSocketAddress(server.getAddress(), port.getAsInt()), (int) PATIENCE.toMillis());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return Wire.Data.over(socket);
    } catch (IOException shut) {
      return Wire.Data.NONE;
    }
  }

  /** The port in a 227 or 229. */
  static OptionalInt port(String answer) {
    return answer.length() > 4 && (answer.startsWith("227 ") || answer.startsWith("229 "))
        ? DataAddresses.passivePort(
            new Reply(
                Integer.parseInt(answer.substring(0, 3)),
                List.of(Octets.ascii(answer.substring(4)))))
        : OptionalInt.empty();
  }

  /** The certificate is the server's own and proves nothing; both ends compare it. */
  private void begin(Wire wire) throws IOException {
    var shown = new ArrayList<X509Certificate>();
    var plain = wire.socket();
    var secured =
        (SSLSocket)
            context(shown)
                .getSocketFactory()
                .createSocket(plain, server.getAddress().getHostAddress(), server.getPort(), true);
    secured.startHandshake();
    wire.secure(secured, shown.getFirst());
  }

  private static SSLContext context(List<X509Certificate> shown) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Recording(shown)}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /** Takes what is shown. */
  private record Recording(List<X509Certificate> shown) implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown.addAll(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("this end is the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Whether PASV and PORT can be said to a server. */
  static boolean isIpv6(InetAddress server) {
    return !(server instanceof Inet4Address);
  }
}
