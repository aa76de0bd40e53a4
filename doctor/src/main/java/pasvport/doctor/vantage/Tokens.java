package pasvport.doctor.vantage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of a vantage, in a file that its owner alone can read: {@code NAME TOKEN} on each
 * line, blank lines and those that begin with # left aside.
 */
public final class Tokens {
  private static final String FIRST = "admin";

  private final List<Token> all;

  private Tokens(List<Token> all) {
    this.all = List.copyOf(all);
  }

  /** These and no others. */
  public static Tokens of(Token... tokens) {
    return new Tokens(List.of(tokens));
  }

  /** Makes the file with one token, unless it is there. */
  public static Optional<Token> makeIfMissing(Path file) throws IOException {
    if (Files.exists(file)) {
      return Optional.empty();
    }
    var token = Token.random(FIRST, new SecureRandom());
    if (posix(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    Files.writeString(
        file, "# NAME TOKEN, one a line\n%s %s\n".formatted(token.name(), token.secret()));
    return Optional.of(token);
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read, others can read it too, or a line is no token
   */
  public static Tokens read(Path file) throws IOException {
    if (posix(file)) {
      var others =
          Set.of(
              PosixFilePermission.GROUP_READ,
              PosixFilePermission.GROUP_WRITE,
              PosixFilePermission.OTHERS_READ,
              PosixFilePermission.OTHERS_WRITE);
      if (Files.getPosixFilePermissions(file).stream().anyMatch(others::contains)) {
        throw new IOException("%s is open to other users; chmod 600 %1$s".formatted(file));
      }
    }
    var tokens = new ArrayList<Token>();
    int number = 0;
    for (var line : Files.readAllLines(file)) {
      number++;
      var words = line.strip().split("\\s+", -1);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (words.length != 2) {
        throw new IOException("%s:%d: NAME TOKEN is expected".formatted(file, number));
      }
      try {
        tokens.add(new Token(words[0], words[1]));
      } catch (IllegalArgumentException e) {
        throw new IOException("%s:%d: %s".formatted(file, number, e.getMessage()), e);
      }
    }
    if (tokens.isEmpty()) {
      throw new IOException(file + " holds no token");
    }
    return new Tokens(tokens);
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Whose token this is.
   *
   * @throws RefusedException if it is nobody's
   */
  public Token holder(String presented) throws RefusedException {
    Optional<Token> holder = Optional.empty();
    for (var token : all) { // all of them, so that the time tells nothing
      if (token.is(presented)) {
        holder = Optional.of(token);
      }
    }
    return holder.orElseThrow(
        () -> new RefusedException(Refusal.UNKNOWN_TOKEN, "the vantage does not know this token"));
  }
}
