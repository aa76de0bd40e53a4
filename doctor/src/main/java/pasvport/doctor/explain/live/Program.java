package pasvport.doctor.explain.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that runs beside us and whose lines are taken; it ends when we do. */
final class Program implements AutoCloseable {

  /** Time to end by itself when asked to; then it is killed. */
  private static final int PATIENCE_SECONDS = 2;

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param lines takes what it says on standard output, on a thread of its own
   * @throws IOException if it is not installed
   */
  static Program start(List<String> command, Consumer<String> lines) throws IOException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.ofVirtual().name(command.getFirst()).start(() -> take(process, lines));
    return new Program(process);
  }

  private static void take(Process process, Consumer<String> lines) {
    try (var reader = new BufferedReader(process.inputReader(StandardCharsets.ISO_8859_1))) {
      reader.lines().forEach(lines);
    } catch (IOException | UncheckedIOException e) {
      // it has ended, or was ended
    }
  }

  /** Says something to it. */
  void say(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Ends it: by the end of its input if it listens, then by a signal. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.toHandle().destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
