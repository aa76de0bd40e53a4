package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pasvport's own server, which a {@code pasvport up} without a named one has brought with it. */
public record Embedded(String user, String password, Path files) implements FtpServer {
  /**
   * What is known of it.
   *
   * @param url the first that {@code pasvport up} has printed
   * @param home what it was given as {@code --home}
   */
  public static Embedded at(String url, Path home) throws IOException {
    String[] login = url.replaceAll("ftp://(.*)@.*", "$1").split(":", 2);
    var files = Files.createDirectories(home.resolve("files").resolve(login[0]));
    return new Embedded(login[0], login[1], files);
  }
}
