package pasvport.trials.client;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;

/** ftplib of Python's standard library, in a script: one operation, one session. */
public record PythonFtplib(Host host, Entry entry, Mode mode) implements FtpClient, FtpsClient {
  private static final byte[] SCRIPT = script();

  private static byte[] script() {
    try (var in = PythonFtplib.class.getResourceAsStream("ftplib_client.py")) {
      return requireNonNull(in).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public Optional<String> cannot(Operation operation) {
    return Optional.empty();
  }

  @Override
  public List<String> names(String folder) {
    return run("names", folder).lines().toList();
  }

  @Override
  public String listing(String folder) {
    return run("listing", folder);
  }

  @Override
  public void upload(Path local, String remote) {
    run("upload", local.toString(), remote);
  }

  @Override
  public void download(String remote, Path local) {
    run("download", remote, local.toString());
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    run("resume_upload", local.toString(), remote);
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    run("resume_download", remote, local.toString());
  }

  @Override
  public void rename(String from, String to) {
    run("rename", from, to);
  }

  @Override
  public void delete(String remote) {
    run("delete", remote);
  }

  /** ftplib sends ABOR as urgent data, without Telnet's interrupt. */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole) {
    run("abort_then_download", big, part.toString(), small, whole.toString());
  }

  @Override
  public Optional<String> cannotProtect() {
    return Optional.empty();
  }

  /** With the usual addition, which presents the control connection's session for data. */
  @Override
  public Resumption resumption() {
    return Resumption.ALWAYS;
  }

  @Override
  public String roundTrip(Path local, String remote, String folder, List<Path> copies) {
    var arguments = new ArrayList<>(List.of(local.toString(), remote, folder));
    copies.forEach(copy -> arguments.add(copy.toString()));
    return run("round_trip", arguments.toArray(String[]::new));
  }

  /**
   * Downloads a file again and again in one session, and fails unless it holds each time what the
   * local one holds.
   *
   * @param newest whether each data connection presents the ticket that came last, else all present
   *     the control connection's
   * @return how many of the data connections resumed a TLS session: "100 of 100"
   */
  public String downloadAgainAndAgain(String remote, Path local, int times, boolean newest) {
    return run(
        "download_again_and_again",
        remote,
        local.toString(),
        Integer.toString(times),
        newest ? "newest" : "control");
  }

  private String run(String operation, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                "-",
                entry.host(),
                Integer.toString(entry.port()),
                entry.user(),
                entry.password(),
                mode.name(),
                entry.tls().start().name(),
                entry.tls().version().name(),
                entry.tls().dataToo() ? "P" : "C",
                entry.tls().authority(),
                operation));
    command.addAll(List.of(arguments));
    var ran = host.run(command).reading(SCRIPT).within(PATIENCE).orThrow();
    new Dialogue("*cmd* '", ran.stderr()).assertUsed(mode);
    return ran.stdout();
  }
}
