package pasvport.server;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Home;

/**
 * The users of the embedded server.
 *
 * <p>They stand in one file, {@link Home#users()}, which people may read and edit: a line {@code
 * name:hash} each, as {@code htpasswd -B} writes it. It is replaced as a whole and read again when
 * it has changed, so that users can be changed, by this program or another, while the server runs.
 */
public final class Users {

  private static final Logger log = LoggerFactory.getLogger(Users.class);

  private static final String FIRST = "pasvport";

  private static final int MIN_PASSWORD = 8;

  // 20 of 57 characters are 116 bits. None of them needs quoting in a URL or a shell, and none can
  // be taken for another (0 O o, 1 l I).
  private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";
  private static final int GENERATED_LENGTH = 20;

  private final UserFile file;
  private final Passwords passwords;

  private record Known(UserFile.Stamp stamp, UserFile.Content content) {}

  private volatile Known known;

  /**
   * A user made with a password that is kept nowhere but here: to be shown once.
   *
   * @param password 116 random bits in letters and digits
   */
  public record Generated(String name, String password) {}

  /** What became of a password. */
  public enum Verdict {
    RIGHT,
    WRONG,
    /** Too many passwords wait to be checked already: the client should come again. */
    BUSY
  }

  private Users(UserFile file, Passwords passwords) throws IOException {
    this.file = file;
    this.passwords = passwords;
    this.known = read();
    if (!known.content().mistakes().isEmpty()) {
      throw new IOException(String.join("\n", known.content().mistakes()));
    }
  }

  /**
   * The users under a home; none when there is no file yet.
   *
   * @throws IOException if the file cannot be read or has lines that make no sense; the message
   *     names each
   */
  public static Users open(Home home) throws IOException {
    return open(home, new Passwords());
  }

  static Users open(Home home, Passwords passwords) throws IOException {
    home.create();
    return new Users(new UserFile(home.users()), passwords);
  }

  /**
   * Makes the first user, {@code pasvport}, with a generated password.
   *
   * @return empty when there is a user already
   */
  public Optional<Generated> generateFirst() throws IOException {
    var generated = new Generated(FIRST, generatePassword());
    try {
      var name = UserName.of(FIRST);
      var hash = passwords.hash(generated.password().toCharArray());
      var made = new ArrayList<Generated>();
      file.change(content -> {
        if (!content.hashes().isEmpty()) {
          return content.lines();
        }
        made.add(generated);
        return with(content.lines(), UserFile.Line.of(name.text(), hash));
      });
      return made.stream().findFirst();
    } catch (UserRefusedException e) {
      throw new IllegalStateException("the first user's name is allowed", e);
    }
  }

  /** A password for a user: 116 random bits in letters and digits. */
  public static String generatePassword() {
    var random = new SecureRandom();
    var password = new StringBuilder();
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  /**
   * Adds a user.
   *
   * @throws UserRefusedException if the name or the password is not allowed, or the name is taken
   */
  public void add(String name, char[] password) throws IOException, UserRefusedException {
    var user = UserName.of(name);
    var hash = hash(password);
    file.change(content -> {
      if (content.hashes().keySet().stream().anyMatch(user::sharesFolderWith)) {
        throw new UserRefusedException(UserRefusal.NAME_TAKEN);
      }
      return with(content.lines(), UserFile.Line.of(user.text(), hash));
    });
  }

  /**
   * Removes a user; the user's files stay, and so do sessions that are logged in.
   *
   * @throws UserRefusedException if there is no such user
   */
  public void remove(String name) throws IOException, UserRefusedException {
    var user = UserName.composed(name);
    file.change(content -> {
      if (!content.hashes().containsKey(user)) {
        throw new UserRefusedException(UserRefusal.NO_SUCH_USER);
      }
      return content.lines().stream().filter(line -> !line.user().equals(user)).toList();
    });
  }

  /**
   * Gives a user another password; sessions that are logged in stay.
   *
   * @throws UserRefusedException if there is no such user or the password is not allowed
   */
  public void changePassword(String name, char[] password)
      throws IOException, UserRefusedException {
    var user = UserName.composed(name);
    var hash = hash(password);
    file.change(content -> {
      if (!content.hashes().containsKey(user)) {
        throw new UserRefusedException(UserRefusal.NO_SUCH_USER);
      }
      return content.lines().stream()
          .map(line -> line.user().equals(user) ? UserFile.Line.of(user, hash) : line)
          .toList();
    });
  }

  /** The users' names, in the file's order. */
  public List<String> names() throws IOException {
    return List.copyOf(current().hashes().keySet());
  }

  /**
   * Whether there is this user with this password. The first time costs a bcrypt hash, about 80 ms,
   * whether or not there is such a user; a right password is then known for some minutes.
   */
  public Verdict verify(String name, String password) {
    UserFile.Content content;
    try {
      content = current();
    } catch (IOException e) {
      log.error("The users cannot be read, so the last known ones count: {}", e.toString());
      content = known.content();
    }
    var user = UserName.composed(name);
    return passwords.check(user, password, content.hashes().get(user));
  }

  private UserFile.Content current() throws IOException {
    var last = known;
    if (last.stamp().equals(file.stamp())) {
      return last.content();
    }
    var fresh = read();
    fresh.content().mistakes().forEach(mistake -> log.error("A user is left out: {}", mistake));
    known = fresh; // two threads may both read: both are right, and a stale one reads again
    return fresh.content();
  }

  // The stamp is taken first: a change that comes between the two is seen the next time.
  private Known read() throws IOException {
    var stamp = file.stamp();
    return new Known(stamp, file.read());
  }

  private String hash(char[] password) throws UserRefusedException {
    var text = CharBuffer.wrap(password);
    if (password.length < MIN_PASSWORD) {
      throw new UserRefusedException(UserRefusal.PASSWORD_TOO_SHORT);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new UserRefusedException(UserRefusal.PASSWORD_NOT_ALLOWED);
    }
    if (StandardCharsets.UTF_8.encode(text).remaining() > Passwords.MAX_BYTES) {
      throw new UserRefusedException(UserRefusal.PASSWORD_TOO_LONG);
    }
    return passwords.hash(password);
  }

  private static List<UserFile.Line> with(List<UserFile.Line> lines, UserFile.Line added) {
    var all = new ArrayList<>(lines);
    all.add(added);
    return all;
  }
}
