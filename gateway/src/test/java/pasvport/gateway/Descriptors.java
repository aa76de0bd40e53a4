package pasvport.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sockets that this process holds. */
final class Descriptors {
  private static final Path OWN = Path.of("/proc/self/fd");

  static {
    // The first socket of a process makes one more, which stays.
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Descriptors() {}

  static long sockets() {
    try (var descriptors = Files.list(OWN)) {
      return descriptors.filter(Descriptors::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException _) {
      // Closed meanwhile.
      return false;
    }
  }
}
