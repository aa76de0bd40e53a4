package pasvport.site;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The one folder under which Pasvport keeps all that is its own.
 *
 * @param folder absolute; need not exist yet
 */
public record Home(Path folder) {

  /** The environment variable that names the folder. */
  public static final String VARIABLE = "PASVPORT_HOME";

  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  /** The home in this folder. */
  public static Home at(Path folder) {
    return new Home(folder);
  }

  /** The home of the user who runs this program. */
  public static Home standard() {
    return standard(
        System.getenv(),
        System.getProperty("user.name", ""),
        Path.of(System.getProperty("user.home", "")),
        System.getProperty("os.name", ""));
  }

  /**
   * The home of a user: {@code $PASVPORT_HOME}; else {@code /var/lib/pasvport} for root on Unix;
   * else the folder in which the system keeps a user's data ({@code %LOCALAPPDATA%\Pasvport},
   * {@code ~/Library/Application Support/Pasvport}, {@code $XDG_DATA_HOME/pasvport}, {@code
   * ~/.local/share/pasvport}).
   *
   * @param environment variables by name
   * @param userName the user's name
   * @param userHome the user's own folder
   * @param system as the property {@code os.name} has it
   */
  public static Home standard(
      Map<String, String> environment, String userName, Path userHome, String system) {
    var named = variable(environment, VARIABLE);
    if (named.isPresent()) {
      return at(named.get());
    }
    var family = system.toLowerCase(Locale.ROOT);
    if (family.startsWith("windows")) {
      var local = variable(environment, "LOCALAPPDATA");
      return at(local.orElse(userHome.resolve("AppData").resolve("Local")).resolve("Pasvport"));
    }
    if (userName.equals("root")) {
      return at(Path.of("/var/lib/pasvport"));
    }
    if (family.startsWith("mac")) {
      return at(userHome.resolve("Library").resolve("Application Support").resolve("Pasvport"));
    }
    // The XDG base directory specification has relative paths ignored.
    var data = variable(environment, "XDG_DATA_HOME").filter(Path::isAbsolute);
    return at(data.orElse(userHome.resolve(".local").resolve("share")).resolve("pasvport"));
  }

  /** The file that holds the embedded server's users. */
  public Path users() {
    return folder.resolve("users");
  }

  /** The folder that holds keys and certificates. */
  public Path certificates() {
    return folder.resolve("certificates");
  }

  /** The folder that holds the embedded server's SSH host keys. */
  public Path hostKeys() {
    return folder.resolve("host-keys");
  }

  /** The folder that holds the public keys with which users may log in, a file for each. */
  public Path authorizedKeys() {
    return folder.resolve("authorized-keys");
  }

  /** The folder that holds the embedded server's files. */
  public Path files() {
    return folder.resolve("files");
  }

  /**
   * Makes the home unless it is there, for its owner alone; its parents get the usual permissions.
   *
   * @throws IOException if it cannot be made, or something else than a folder stands there
   */
  public void create() throws IOException {
    createPrivately(folder);
  }

  /**
   * Makes a folder for its owner alone unless it is there.
   *
   * @throws IOException if it cannot be made, or something else than a folder stands there
   */
  public static void createPrivately(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    var parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(folder); // Windows: a user's own folders are closed to others
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }
}
