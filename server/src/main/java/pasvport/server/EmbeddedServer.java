package pasvport.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.impl.DefaultFtpServer;
import org.apache.ftpserver.impl.DefaultFtpServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Embedded;
import pasvport.site.Home;

/**
 * The FTP server that stands behind the gateway: Apache FtpServer on loopback, plain and passive.
 *
 * <p>Who may connect, how many, how often and how long is the gateway's to bound, and so are TLS
 * and the addresses that clients see. Each user sees a folder of their own, {@code <files>/<name>},
 * and nothing else; visitors, where asked for, read {@code <files>/public}.
 */
public final class EmbeddedServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

  private final DefaultFtpServer server;
  private final Control control;

  private EmbeddedServer(DefaultFtpServer server, Control control) {
    this.server = server;
    this.control = control;
  }

  /**
   * Starts the server on an ephemeral port of 127.0.0.1.
   *
   * @param home where the files lie unless the settings name another folder
   * @param known whether a connection from this end is the gateway's; others are ended, because
   *     every user of the host can reach the port
   * @throws IOException if the folder of the files cannot be made, or no port can be had
   */
  public static EmbeddedServer start(
      Embedded settings, Home home, Users users, Predicate<InetSocketAddress> known)
      throws IOException {
    warnOfNamesThatCannotBeStored();
    if (settings.files().isEmpty()) {
      home.create();
    }
    var logins =
        new LoginCommands(
            users, new UserFolders(settings.files().orElse(home.files())), settings.anonymous());
    var control = new Control(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), known);
    var context = new DefaultFtpServerContext();
    context.setListeners(new HashMap<>(Map.of("default", control)));
    context.setCommandFactory(new Commands(logins));
    var server = new DefaultFtpServer(context);
    try {
      server.start();
    } catch (FtpException | FtpServerConfigurationException e) {
      throw new IOException("The embedded server did not start: " + e.getMessage(), e);
    }
    return new EmbeddedServer(server, control);
  }

  /** Where the server listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), control.getPort());
  }

  /** Cuts all sessions and transfers, and stops. Closing it again does nothing. */
  @Override
  public void close() {
    server.stop();
  }

  private static void warnOfNamesThatCannotBeStored() {
    try {
      var _ = Path.of("\u00e4");
    } catch (InvalidPathException e) {
      log.warn(
          "Under this locale Java stores file names in ASCII alone; every other name will be"
              + " refused. Start with LC_ALL=C.UTF-8.");
    }
  }
}
