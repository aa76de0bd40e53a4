package pasvport.firewall.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program of the firewall, run to read its rules. */
final class Tool {

  /** Tens of thousands of rules take it some seconds on a small router. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where administrators' programs are, often not in the search path of others. */
  private static final String SYSTEM_PATHS = ":/usr/local/sbin:/usr/sbin:/sbin";

  private Tool() {}

  /** What a program prints here. */
  static byte[] run(String... command) throws UnreadableException {
    return run(List.of(command), new byte[0]);
  }

  /**
   * What a shell line prints in a network of its own that is gone afterwards. Root needs no user
   * namespace for it, where the kernel bounds a transaction to a few thousand rules.
   */
  static byte[] inThrowaway(String line, byte[] input) throws UnreadableException {
    var command = new ArrayList<>(List.of("unshare", "--net"));
    if (!isRoot()) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("sh", "-c", line));
    return run(command, input);
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] run(List<String> command, byte[] input) throws UnreadableException {
    var words = String.join(" ", command);
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().merge("PATH", SYSTEM_PATHS, String::concat);
      var process = builder.start();
      try {
        var out = read(process.getInputStream());
        var err = read(process.getErrorStream());
        var fed =
            CompletableFuture.runAsync(() -> {
              try (var stdin = process.getOutputStream()) {
                stdin.write(input);
              } catch (IOException ended) {
                // Its exit code and its last words say why.
              }
            });
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new UnreadableException(
              words + ": no answer within " + PATIENCE.toSeconds() + " s");
        }
        fed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var printed = out.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (process.exitValue() != 0) {
          throw new UnreadableException(
              words + ": " + new String(err.get(1, TimeUnit.SECONDS), UTF_8).strip());
        }
        return printed;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new UnreadableException(words + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException(words + ": interrupted", e);
    }
  }

  private static CompletableFuture<byte[]> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          var bytes = new ByteArrayOutputStream();
          try (stream) {
            stream.transferTo(bytes);
          } catch (IOException ended) {
            // What was read until then is judged by the exit code.
          }
          return bytes.toByteArray();
        },
        task -> Thread.ofVirtual().start(task));
  }
}
