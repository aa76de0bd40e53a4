package pasvport.trials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An FTP server that behaves, except where a script tells it otherwise.
 *
 * <p>It has one file of {@link #FILE} bytes under every name and takes uploads without keeping
 * them. A script stands for a verb (or for {@link #GREETING}) and is played instead of the ordinary
 * answer.
 */
public final class FakeServer implements AutoCloseable {
  /** The name of the moment before the first command. */
  public static final String GREETING = "greeting";

  /** What every file holds. */
  public static final byte[] FILE = Content.of(20, 300_000);

  private static final int PATIENCE_MILLIS = 60_000;

  /** What to do in place of an ordinary answer. */
  @FunctionalInterface
  public interface Script extends Serializable {
    void play(Talk talk) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Script> scripts = Map.of();
  private final Set<Talk> talks = ConcurrentHashMap.newKeySet();

  private FakeServer(ServerSocket listener) {
    this.listener = listener;
  }

  /** Listens on a port of every address, and behaves. */
  public static FakeServer start(int port) throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port));
    var server = new FakeServer(listener);
    Thread.ofVirtual().name("fake server").start(server::accept);
    return server;
  }

  /**
   * Plays this script for a verb in capitals, or for {@link #GREETING}, in sessions that begin from
   * now on.
   */
  public void script(String verb, Script script) {
    scripts = Map.of(verb, script);
    heard.clear();
  }

  /** Plays this script beside the one that was given, in sessions that begin from now on. */
  public void also(String verb, Script script) {
    var both = new HashMap<>(scripts);
    both.put(verb, script);
    scripts = Map.copyOf(both);
  }

  /** Behaves, in sessions that begin from now on. */
  public void behave() {
    scripts = Map.of();
  }

  /** What was uploaded under a name, to its end in order; empty if nothing was. */
  public byte[] uploaded(String name) {
    return uploads.getOrDefault(name, new byte[0]);
  }

  /** Whether a line with this verb has come since the last script was given. */
  public boolean heard(String verb) {
    return heard.contains(verb);
  }

  private void accept() {
    try {
      while (true) {
        var talk = new Talk(this, listener.accept());
        talks.add(talk);
        Thread.ofVirtual().start(() -> serve(talk));
      }
    } catch (IOException closed) {
      // The listener was closed: the server's end.
    }
  }

  private void serve(Talk talk) {
    try (talk) {
      play(GREETING, talk);
      for (String line = talk.in.readLine(); line != null; line = talk.in.readLine()) {
        // Telnet's interrupt and synch before ABOR are not part of the verb.
        int from = 0;
        while (from < line.length() && line.charAt(from) >= 0x80) {
          from++;
        }
        String[] parts = line.substring(from).split(" ", 2);
        talk.argument = parts.length > 1 ? parts[1] : "";
        play(parts[0].toUpperCase(Locale.ROOT), talk);
      }
    } catch (IOException ended) {
      // The other side has gone, or the script tore the connection: this talk's end.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      talks.remove(talk);
    }
  }

  private void play(String verb, Talk talk) throws IOException, InterruptedException {
    heard.add(verb);
    var script = talk.scripts.get(verb);
    if (script == null) {
      talk.behave(verb);
    } else {
      script.play(talk);
    }
  }

  /** Stops listening and drops every conversation. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (var talk : List.copyOf(talks)) {
      talk.close();
    }
  }

  /** One session, from the server's side. */
  public static final class Talk implements AutoCloseable {
    private final FakeServer server;
    private final Map<String, Script> scripts;
    private Socket control;
    private BufferedReader in;
    private String argument = "";
    private @Nullable ServerSocket passive;
    private @Nullable Socket data;

    private Talk(FakeServer server, Socket control) throws IOException {
      this.server = server;
      scripts = server.scripts;
      this.control = control;
      control.setSoTimeout(PATIENCE_MILLIS);
      in = reader(control);
    }

    private static BufferedReader reader(Socket control) throws IOException {
      return new BufferedReader(
          new InputStreamReader(control.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /**
     * Goes on under TLS.
     *
     * @param identity a PKCS #12 file with the certificate and its key
     * @param password of that file
     */
    public void secure(String identity, String password) throws IOException {
      try (var file = Files.newInputStream(Path.of(identity))) {
        var store = KeyStore.getInstance("PKCS12");
        store.load(file, password.toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var secured =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(
                        control,
                        control.getInetAddress().getHostAddress(),
                        control.getPort(),
                        /* autoClose= */ true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        control = secured;
        in = reader(secured);
      } catch (GeneralSecurityException wrong) {
        throw new IOException(identity + ": " + wrong.getMessage(), wrong);
      }
    }

    /** What came after the verb. */
    public String argument() {
      return argument;
    }

    /** Sends a line, with CR LF. */
    public void say(String line) throws IOException {
      bytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public void bytes(byte[] bytes) throws IOException {
      control.getOutputStream().write(bytes);
    }

    /**
     * The data connection that the client's PASV or EPSV made, waited for when it has not come yet.
     */
    public Socket data() throws IOException {
      if (data == null) {
        if (passive == null) {
          throw new IOException("no PASV or EPSV came before");
        }
        data = passive.accept();
        data.setSoTimeout(PATIENCE_MILLIS);
      }
      return data;
    }

    /** Listens for a data connection; gives the port. */
    public int listen() throws IOException {
      closeData();
      passive = new ServerSocket(0, 1, control.getLocalAddress());
      passive.setSoTimeout(PATIENCE_MILLIS);
      return passive.getLocalPort();
    }

    /** Ends the data in order. */
    public void finishData() throws IOException {
      data().close();
      data = null;
    }

    /** Tears the data connection, with RST. */
    public void resetData() throws IOException {
      data().setSoLinger(true, 0);
      finishData();
    }

    /** Tears the control connection, with RST. */
    public void reset() throws IOException {
      control.setSoLinger(true, 0);
      close();
    }

    /** Reads and drops data until it ends, in order or torn. */
    public void awaitDataEnd() throws IOException {
      try {
        data().getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (SocketException reset) {
        data = null;
      }
    }

    /** Reads and drops control input until the other side ends it. */
    public void waitForEnd() throws IOException {
      control.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** The ordinary answer to a verb. */
    public void behave(String verb) throws IOException {
      switch (verb) {
        case GREETING -> say("220 fake");
        case "USER" -> say("331 password?");
        case "PASS" -> say("230 in");
        case "TYPE", "NOOP", "OPTS" -> say("200 ok");
        case "PWD" -> say("257 \"/\"");
        case "CWD" -> say("250 there");
        case "EPSV" -> say("229 Entering Extended Passive Mode (|||" + listen() + "|)");
        case "PASV" -> {
          int port = listen();
          String host = control.getLocalAddress().getHostAddress().replace('.', ',');
          say("227 Entering Passive Mode (%s,%d,%d)".formatted(host, port / 256, port % 256));
        }
        case "SIZE" -> say("213 " + FILE.length);
        case "RETR" -> {
          say("150 here it comes");
          say(send(FILE) ? "226 sent" : "426 the data connection broke");
        }
        case "STOR", "APPE" -> {
          say("150 send it");
          say(take() ? "226 taken" : "426 the data connection broke");
        }
        case "QUIT" -> {
          say("221 bye");
          close();
        }
        default -> say("502 not here");
      }
    }

    private boolean send(byte[] file) throws IOException {
      try {
        data().getOutputStream().write(file);
        finishData();
        return true;
      } catch (SocketException broke) {
        return false;
      }
    }

    private boolean take() throws IOException {
      try {
        server.uploads.put(argument, data().getInputStream().readAllBytes());
        finishData();
        return true;
      } catch (SocketException broke) {
        return false;
      }
    }

    private void closeData() throws IOException {
      if (data != null) {
        data.close();
        data = null;
      }
      if (passive != null) {
        passive.close();
        passive = null;
      }
    }

    @Override
    public void close() throws IOException {
      closeData();
      control.close();
    }
  }
}
