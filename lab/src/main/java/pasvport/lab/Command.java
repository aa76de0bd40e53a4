package pasvport.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program with its arguments, about to be run in a host. Never a shell: what is passed is what
 * arrives.
 */
public final class Command {
  /**
   * A killed process that does not go within this hangs in the kernel; nothing more can be done
   * about it.
   */
  static final Duration KILL = Duration.ofSeconds(10);

  /**
   * How long to read on after a program's end: its last words are in the pipe, or a child's are yet
   * to come.
   */
  private static final Duration REST = Duration.ofSeconds(1);

  /** Programs for administrators, often missing in the search path of a root that came by su. */
  private static final String SYSTEM_PATHS = "/usr/local/sbin:/usr/sbin:/sbin";

  private final String where;
  private final List<String> prefix;
  private final List<String> words;
  private final Map<String, String> environment = new TreeMap<>();
  private byte[] input = {};
  private Path folder = Path.of("/");

  Command(String where, List<String> prefix, List<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command needs at least the program's name");
    }
    this.where = where;
    this.prefix = List.copyOf(prefix);
    this.words = List.copyOf(words);
  }

  /** A program on this machine itself, in no host. */
  public static Command here(List<String> words) {
    return new Command("this machine", List.of(), words);
  }

  /** Runs it in this folder; {@code /} otherwise. */
  public Command in(Path directory) {
    folder = directory;
    return this;
  }

  /** Adds a variable to the environment it inherits. */
  public Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Gives it these bytes on its standard input, which is empty otherwise. */
  public Command reading(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /**
   * Runs it to its end.
   *
   * @param time how long it may take; then it and its children are killed
   * @throws LabException when it cannot be started or does not end in time, with what it said until
   *     then
   */
  public Ran within(Duration time) {
    long started = System.nanoTime();
    Process process = spawn();
    var stdout = Output.of(process.getInputStream(), words.getFirst());
    var stderr = Output.of(process.getErrorStream(), words.getFirst());
    // On a thread of its own: a program that does not read must not hold up the clock.
    Thread.ofPlatform().daemon().name("input of " + words.getFirst()).start(() -> feed(process));
    try {
      if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new LabException(
            "%s: %s: still running after %s%s%s"
                .formatted(
                    where,
                    String.join(" ", words),
                    time,
                    Ran.told("stdout", stdout.text()),
                    Ran.told("stderr", stderr.text())));
      }
      hearOut(stdout, stderr);
      var took = Duration.ofNanos(System.nanoTime() - started);
      return new Ran(where, words, process.exitValue(), stdout.text(), stderr.text(), took);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException(where + ": interrupted while running " + words, interrupted);
    } finally {
      kill(process);
    }
  }

  /** Starts it and leaves it running; its standard input stays open. */
  Process spawn() {
    var line = new ArrayList<>(prefix);
    line.addAll(words);
    var builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().merge("PATH", SYSTEM_PATHS, (path, more) -> path + ":" + more);
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new LabException(
          where + ": cannot start " + words.getFirst() + ": " + failed.getMessage(), failed);
    }
  }

  List<String> words() {
    return words;
  }

  private void feed(Process process) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException closed) {
      // The program ended without reading all of it. Its exit code says whether that was wrong.
    }
  }

  /**
   * Waits for the last words of a process that has ended. A child that it left in the background
   * may hold the pipes open; what that says later is not waited for.
   */
  static void hearOut(Output stdout, Output stderr) {
    try {
      if (stdout.ended(REST)) {
        stderr.ended(REST);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills a process and its children, by their ids, and waits until it is gone. */
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(KILL.toMillis(), TimeUnit.MILLISECONDS);
      process.getOutputStream().close();
    } catch (InterruptedException again) {
      interrupted = true;
    } catch (IOException closing) {
      throw new UncheckedIOException(closing);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
