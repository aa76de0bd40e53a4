package pasvport.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** An FTP server whose every word the test says: it accepts, and opens data ports. */
final class ScriptedServer implements Closeable {
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 10_000;

  private final List<Closeable> opened = new ArrayList<>();
  private final ServerSocket control;

  ScriptedServer() throws IOException {
    control = listen(HOST);
  }

  private ServerSocket listen(InetAddress host) throws IOException {
    ServerSocket listener = ServerSocketChannel.open().socket();
    opened.add(listener);
    listener.setSoTimeout(PATIENCE_MILLIS);
    listener.bind(new InetSocketAddress(host, 0));
    return listener;
  }

  int port() {
    return control.getLocalPort();
  }

  /** Stops listening for control connections. */
  void stopListening() throws IOException {
    control.close();
  }

  /** The gateway's next control connection. */
  Peer accept() throws IOException {
    return accept(control);
  }

  private Peer accept(ServerSocket listener) throws IOException {
    Peer peer = new Peer(listener.accept());
    opened.add(peer);
    return peer;
  }

  /** A port for data. */
  DataPort openData() throws IOException {
    return new DataPort(listen(HOST));
  }

  /** A port for one data connection, as the server announces it. */
  final class DataPort {
    private final ServerSocket listener;

    private DataPort(ServerSocket listener) {
      this.listener = listener;
    }

    int port() {
      return listener.getLocalPort();
    }

    String reply229() {
      return "229 Entering Extended Passive Mode (|||" + port() + "|)";
    }

    /** The same in the words of PASV, at an address that may be a lie. */
    String reply227(String address) {
      return "227 Entering Passive Mode (%s,%d,%d)."
          .formatted(address.replace('.', ','), port() >> 8, port() & 0xFF);
    }

    Peer accept() throws IOException {
      return ScriptedServer.this.accept(listener);
    }

    void close() throws IOException {
      listener.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : opened) {
      each.close();
    }
  }
}
