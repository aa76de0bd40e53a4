package pasvport.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import pasvport.site.Embedded;
import pasvport.site.Home;

/** A running server with the users anna and bert and visitors, for the tests of one class. */
final class RunningServer implements BeforeEachCallback, AfterAllCallback {

  static final String PASSWORD = "correct horse";

  private final Path folder;
  private final Users users;
  private final EmbeddedServer server;

  private RunningServer() throws IOException, UserRefusedException {
    folder = Files.createTempDirectory("server-test").toRealPath();
    var home = Home.at(folder.resolve("home"));
    users = Users.open(home);
    users.add("anna", PASSWORD.toCharArray());
    users.add("bert", PASSWORD.toCharArray());
    server =
        EmbeddedServer.start(new Embedded(Optional.empty(), true, 2022), home, users, _ -> true);
    for (var user : List.of("anna", "bert")) {
      raw().login(user, PASSWORD).close(); // makes the folder
    }
  }

  static RunningServer start() {
    try {
      return new RunningServer();
    } catch (IOException | UserRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    empty(files("anna"));
    empty(files("bert"));
    empty(files("public"));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stop();
  }

  void stop() throws IOException {
    server.close();
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  Users users() {
    return users;
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** The folder of a user. */
  Path files(String user) {
    return folder.resolve("home").resolve("files").resolve(user);
  }

  /** A path outside all users' folders. */
  Path outside(String name) {
    return folder.resolve(name);
  }

  /** A client whom nobody is logged in for. */
  Raw raw() throws IOException {
    return new Raw(address());
  }

  /** A client for which anna is logged in, TYPE I. */
  Raw client() throws IOException {
    return raw().login("anna", PASSWORD);
  }

  private static void empty(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }
}
