package pasvport.lab;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A server in a host: it lives until closed, then it and its children are gone. */
public final class Running implements AutoCloseable {
  private final String where;
  private final Command command;
  private final Process process;
  private final Output stdout;
  private final Output stderr;

  Running(String where, Command command, boolean piped) {
    this.where = where;
    this.command = command;
    process = command.spawn();
    stdout = piped ? new Output() : Output.of(process.getInputStream(), where);
    stderr = Output.of(process.getErrorStream(), where);
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** What it has written to standard output until now, its first {@value Output#LIMIT} bytes. */
  public String stdout() {
    return stdout.text();
  }

  /** What it has written to standard error until now, its first {@value Output#LIMIT} bytes. */
  public String stderr() {
    return stderr.text();
  }

  /**
   * Waits until standard output holds this text.
   *
   * @throws LabException when it does not within that time, or the process ended without having
   *     said it
   */
  public void awaitStdout(String text, Duration within) {
    await(stdout, text, within);
  }

  /** As {@link #awaitStdout}, for standard error. */
  public void awaitStderr(String text, Duration within) {
    await(stderr, text, within);
  }

  private void await(Output output, String text, Duration within) {
    try {
      if (!output.says(text, within)) {
        throw failure("has not said \"" + text + "\" within " + within);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException(
          where + ": interrupted while waiting for \"" + text + "\"", interrupted);
    }
  }

  /** Asks it to end (SIGTERM) and returns at once. */
  public void terminate() {
    // Not the process's own destroy: that closes its output too, and with it the last words.
    process.toHandle().destroy();
  }

  /** Ends it as a kernel that is out of memory does (SIGKILL): it has no last word. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Does to it what Ctrl-C does (SIGINT) and returns at once. */
  public void interrupt() {
    // Java has no call for this signal.
    new Command(where, List.of(), List.of("kill", "-INT", Long.toString(pid())))
        .within(Host.SETUP)
        .orThrow();
  }

  /**
   * Waits until it ends and gives its exit code (128 + n when signal n ended it); empty when it
   * does not end in time.
   */
  public OptionalInt exit(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException(
          where + ": interrupted while waiting for the end of " + command.words(), interrupted);
    }
  }

  /** Kills it and its children. Closing twice does nothing. */
  @Override
  public void close() {
    Command.kill(process);
  }

  /** The bytes it reads from standard input; only for one started with {@link Host#pipe}. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** The bytes it writes to standard output; only for one started with {@link Host#pipe}. */
  public InputStream output() {
    return process.getInputStream();
  }

  LabException failure(String what) {
    if (!alive()) {
      Command.hearOut(stdout, stderr);
    }
    return new LabException(
        "%s: %s %s%s%s"
            .formatted(
                where,
                String.join(" ", command.words()),
                what,
                Ran.told("stdout", stdout()),
                Ran.told("stderr", stderr())));
  }
}
