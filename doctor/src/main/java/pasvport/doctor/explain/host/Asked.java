package pasvport.doctor.explain.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A question to a program that answers and ends, such as a package manager or nft. */
public final class Asked {

  /**
   * apt lists its updates, and nft ten thousand rules, within seconds; a lock held by another is
   * not waited for longer.
   */
  private static final int PATIENCE_SECONDS = 20;

  private Asked() {}

  /** What it says, whatever its exit code; empty if it is not installed or takes too long. */
  public static Optional<String> of(String... command) {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var lines =
          CompletableFuture.supplyAsync(
              () -> process.inputReader(StandardCharsets.UTF_8).lines().toList());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return Optional.of(String.join("\n", lines.join()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
