package pasvport.trials;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.connection.Buffers;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Plain;
import pasvport.gateway.connection.Secured;

/**
 * An FTP client under TLS that says exactly what it is told: its data connections resume the
 * session of its control connection with the newest ticket, as Java's engines of one context and
 * one peer do.
 *
 * <p>Nothing waits for longer than its {@link Outpost} does. Not safe for several threads.
 */
public final class SecureWire implements AutoCloseable {
  /** Only what a session is remembered by. */
  private static final int KEY = 21;

  private static final int PIECE = 16 * 1024;

  private static final Pattern PORT_229 = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)");

  private final String host;
  private final SSLContext context;
  private final TlsVersion version;
  private final SocketChannel channel;
  private Connection control;
  private ByteBuffer heard = ByteBuffer.allocate(PIECE).flip();
  private boolean dataToo;
  private @Nullable ServerSocketChannel called;
  private @Nullable SocketChannel data;
  private @Nullable Connection dataUnderTls;

  private SecureWire(String host, SSLContext context, TlsVersion version, SocketChannel channel) {
    this.host = host;
    this.context = context;
    this.version = version;
    this.channel = channel;
    this.control = new Plain(channel);
  }

  /**
   * Connects, in clear as yet.
   *
   * @param local an address of this machine
   * @param authority a PEM file with the certificate that is believed
   */
  public static SecureWire from(
      String local, String host, int port, TlsVersion version, String authority)
      throws IOException {
    return new SecureWire(host, believing(authority), version, connect(local, host, port));
  }

  /** As {@link #from}, from the address that the system chooses. */
  public static SecureWire to(String host, int port, TlsVersion version, String authority)
      throws IOException {
    return from("0.0.0.0", host, port, version, authority);
  }

  private static SocketChannel connect(String local, String host, int port) throws IOException {
    var channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getByName(local), 0));
    channel.connect(new InetSocketAddress(host, port));
    return channel;
  }

  /** A context of its own that believes the certificate in this PEM file alone. */
  public static SSLContext believing(String authority) throws IOException {
    try (var pem = Files.newInputStream(Path.of(authority))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException wrong) {
      throw new IOException(authority + ": " + wrong.getMessage(), wrong);
    }
  }

  private SSLEngine engine(String... applications) {
    var engine = context.createSSLEngine(host, KEY);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {version.toString()});
    parameters.setApplicationProtocols(applications);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Begins TLS on the control connection, offering these protocols with ALPN. */
  public SecureWire secure(String... applications) throws IOException {
    var secured = new Secured(channel, engine(applications), Buffers.SMALL, false);
    secured.establish();
    control = secured;
    return this;
  }

  /** Hears the greeting, says AUTH TLS and begins it. */
  public SecureWire auth() throws IOException {
    expect("220", reply());
    expect("234", ask("AUTH TLS"));
    return secure();
  }

  /** Logs in, for binary transfers; what has been heard of a greeting is the caller's. */
  public SecureWire login(String user, String password) throws IOException {
    String answer = ask("USER " + user);
    if (answer.startsWith("331")) {
      answer = ask("PASS " + password);
    }
    expect("230", answer);
    expect("200", ask("TYPE I"));
    return this;
  }

  /** PBSZ 0 and PROT P, or PROT C. */
  public SecureWire protectData(boolean wanted) throws IOException {
    expect("200", ask("PBSZ 0"));
    expect("200", ask(wanted ? "PROT P" : "PROT C"));
    dataToo = wanted;
    return this;
  }

  public String ask(String command) throws IOException {
    raw(command + "\r\n");
    return reply();
  }

  public void raw(String text) throws IOException {
    write(control, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Connection connection, byte[] bytes) throws IOException {
    var all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      connection.write(all);
    }
  }

  /** A reply's last line, or "closed" when the connection has ended instead. */
  public String reply() throws IOException {
    String line = line();
    String last = line.length() < 4 ? "" : line.substring(0, 3) + " ";
    while (line.length() > 3 && line.charAt(3) == '-') {
      line = line();
      while (!line.startsWith(last) && !line.equals("closed")) {
        line = line();
      }
    }
    return line;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      while (!heard.hasRemaining()) {
        int read = control.read(heard.clear());
        heard.flip();
        if (read < 0) {
          return "closed";
        }
      }
      byte octet = heard.get();
      if (octet == '\n') {
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
      }
      line.write(octet);
    }
  }

  /** EPSV, and the port in its reply. */
  public int epsvPort() throws IOException {
    String reply = ask("EPSV");
    var port = PORT_229.matcher(reply);
    if (!port.find()) {
      throw new IOException("to EPSV: " + reply);
    }
    return Integer.parseInt(port.group(1));
  }

  /** EPSV and a connection to its port. */
  public SecureWire epsv() throws IOException {
    return open(epsvPort());
  }

  /** Connects for data. */
  public SecureWire open(int port) throws IOException {
    data = connect(channel.socket().getLocalAddress().getHostAddress(), host, port);
    return this;
  }

  /** PORT, at which to be called. */
  public SecureWire port() throws IOException {
    var listening = ServerSocketChannel.open();
    called = listening;
    listening.bind(new InetSocketAddress(channel.socket().getLocalAddress(), 0), 1);
    int port = listening.socket().getLocalPort();
    String address = channel.socket().getLocalAddress().getHostAddress().replace('.', ',');
    expect("200", ask("PORT %s,%d,%d".formatted(address, port / 256, port % 256)));
    return this;
  }

  /** Begins a transfer: its command, then TLS on the data connection if that is protected. */
  public void begin(String command) throws IOException {
    expect("1", ask(command));
    startData();
  }

  /** The data connection is there, and protected if it shall be. */
  public SecureWire startData() throws IOException {
    if (called != null) {
      data = called.accept();
      called.close();
      called = null;
    }
    var open = data;
    if (open == null) {
      throw new IllegalStateException("no data connection was opened");
    }
    dataUnderTls = dataToo ? new Secured(open, engine(), Buffers.SMALL, false) : new Plain(open);
    dataUnderTls.establish();
    return this;
  }

  private Connection data() {
    if (dataUnderTls == null) {
      throw new IllegalStateException("no transfer was begun");
    }
    return dataUnderTls;
  }

  /** Reads data to its end and closes the connection. */
  public byte[] readAll() throws IOException {
    var all = new ByteArrayOutputStream();
    var piece = ByteBuffer.allocate(PIECE);
    while (data().read(piece.clear()) >= 0) {
      all.write(piece.array(), 0, piece.position());
    }
    data().end();
    data().channel().close();
    return all.toByteArray();
  }

  public void write(byte[] bytes) throws IOException {
    write(data(), bytes);
  }

  /**
   * Ends an upload in order: close_notify, then FIN, and closes once the other end has done the
   * same. Closed with tickets unread, the connection would be reset and its last bytes lost.
   */
  public void finish() throws IOException {
    data().end();
    var ignored = ByteBuffer.allocate(PIECE);
    while (data().read(ignored.clear()) >= 0) {
      // Nothing is sent to who uploads.
    }
    data().channel().close();
  }

  /** Ends the data with a FIN alone. */
  public void cut() throws IOException {
    data().channel().shutdownOutput();
  }

  public byte[] retrieve(String path) throws IOException {
    return fetch("RETR " + path);
  }

  public String list(String folder) throws IOException {
    return new String(fetch("LIST " + folder), StandardCharsets.UTF_8);
  }

  private byte[] fetch(String command) throws IOException {
    begin(command);
    byte[] all = readAll();
    expect("226", reply());
    return all;
  }

  public void store(String path, byte[] bytes) throws IOException {
    begin("STOR " + path);
    write(bytes);
    finish();
    expect("226", reply());
  }

  private static void expect(String start, String reply) throws IOException {
    Wire.expect(start, reply);
  }

  @Override
  public void close() throws IOException {
    if (called != null) {
      called.close();
    }
    if (data != null) {
      data.close();
    }
    channel.close();
  }
}
