package pasvport.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import pasvport.server.Users;
import picocli.CommandLine.Option;

/** Where a new password comes from: a person, a file, or chance. */
final class UserCommandPassword {

  /** Far more than the longest password allowed; a file beyond was named by mistake. */
  private static final int LONGEST_FILE = 4096;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      required = true,
      description = "Takes the password from a file: its only line, in UTF-8.")
  private @Nullable Path file;

  @Option(
      names = "--generate",
      required = true,
      description = "Makes a password and prints it, alone on standard output.")
  private boolean generate;

  boolean isGenerated() {
    return generate;
  }

  /**
   * The password; whoever gets it wipes it.
   *
   * @throws IOException with a reason fit to be shown, if there is none
   */
  char[] read(UserCommandTerminal terminal, String name) throws IOException {
    if (generate) {
      return Users.generatePassword().toCharArray();
    }
    return file == null ? asked(terminal, name) : fromFile(file);
  }

  private static char[] asked(UserCommandTerminal terminal, String name) throws IOException {
    var first =
        terminal
            .ask("Password for " + name + ": ")
            .orElseThrow(() ->
                new IOException(
                    "there is no terminal to ask at, so name a --password-file or --generate"
                        + " one"));
    var second = terminal.ask("Once more: ").orElseGet(() -> new char[0]);
    try {
      if (!Arrays.equals(first, second)) {
        Arrays.fill(first, '\0');
        throw new IOException("the two passwords differ");
      }
      return first;
    } finally {
      Arrays.fill(second, '\0');
    }
  }

  private static char[] fromFile(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST_FILE + 1);
    } catch (IOException e) {
      throw new IOException("the password file " + file + " cannot be read", e);
    }
    try {
      if (bytes.length > LONGEST_FILE) {
        throw new IOException("the password file " + file + " is longer than any password");
      }
      return line(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    } catch (CharacterCodingException e) {
      throw new IOException("the password file " + file + " is not UTF-8", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The text without the line's end; further lines stay, and are refused as control characters. */
  private static char[] line(CharBuffer text) {
    var length = text.length();
    if (length > 0 && text.charAt(length - 1) == '\n') {
      length--;
      if (length > 0 && text.charAt(length - 1) == '\r') {
        length--;
      }
    }
    var password = new char[length];
    text.get(password);
    Arrays.fill(text.array(), '\0');
    return password;
  }
}
