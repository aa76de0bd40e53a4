package pasvport.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Transfer;

class CargoTest {
  private static final String SECRET = "not secret";

  @TempDir private Path folder;

  /** TLS's own close would wait for the write that hangs. */
  @Test
  void an_upload_that_nobody_takes_ends_under_tls_too() throws Exception {
    var over = new CountDownLatch(1);
    try (var listener = (SSLServerSocket) tls().getServerSocketFactory().createServerSocket()) {
      listener.setReceiveBufferSize(4096);
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      Thread.startVirtualThread(() -> shakeHandsAndWait(listener, over));
      var socket = new WatchedSocket();
      socket.setSendBufferSize(4096);
      socket.connect(listener.getLocalSocketAddress(), 5_000);
      var cargo =
          new Cargo(
              Errand.of(Mode.EPSV, Content.UPLOAD, /* encrypted= */ true),
              Optional.of(new ClientTls("127.0.0.1", Optional.empty(), Authorities.known())),
              _ -> {},
              Duration.ofMillis(200));

      cargo.carry(socket);

      assertThat(cargo.secured().done()).isTrue();
      assertThat(cargo.end()).isEqualTo(Transfer.End.STALLED);
    } finally {
      over.countDown();
    }
  }

  private static void shakeHandsAndWait(SSLServerSocket listener, CountDownLatch over) {
    try (var socket = (SSLSocket) listener.accept()) {
      socket.startHandshake();
      over.await();
    } catch (IOException | InterruptedException gone) {
      // The other end has given up.
    }
  }

  private SSLContext tls() throws Exception {
    var file = folder.resolve("server.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "lab",
                "-keyalg",
                "EC",
                "-dname",
                "CN=lab",
                "-keystore",
                file.toString(),
                "-storepass",
                SECRET)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    assertThat(made).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    var store = KeyStore.getInstance(file.toFile(), SECRET.toCharArray());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, SECRET.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
