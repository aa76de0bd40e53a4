package pasvport.trials.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import pasvport.lab.Host;
import pasvport.lab.Running;

/** NcFTP's ncftpls, ncftpget and ncftpput: one command, one session. */
public record Ncftp(Host host, Entry entry, Mode mode) implements FtpClient {
  /** More than the client and a pipe hold back. */
  private static final int FIRST = 200_000;

  @Override
  public Optional<String> cannot(Operation operation) {
    if (entry.overIpv6()) {
      return Optional.of("ncftp knows no IPv6");
    }
    if (mode.extended()) {
      return Optional.of("ncftp has neither EPSV nor EPRT");
    }
    return operation == Operation.RESUME_UPLOAD
        ? Optional.of("ncftpput 3.2.6 sends the whole file after REST, without a gateway too")
        : Optional.empty();
  }

  @Override
  public List<String> names(String folder) throws IOException {
    // Not by -1: it sends NLST -1, and that is a name for pyftpdlib.
    return listing(folder).lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
  }

  @Override
  public String listing(String folder) throws IOException {
    return run("ncftpls", "-l", entry.url(folder + "/"));
  }

  @Override
  public void upload(Path local, String remote) throws IOException {
    run("ncftpput", "-C", entry.host(), local.toString(), remote);
  }

  @Override
  public void download(String remote, Path local) throws IOException {
    run("ncftpget", "-Z", "-C", entry.host(), remote, local.toString());
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resumeDownload(String remote, Path local) throws IOException {
    run("ncftpget", "-z", "-C", entry.host(), remote, local.toString());
  }

  @Override
  public void rename(String from, String to) throws IOException {
    run("ncftpls", "-W", "RNFR " + from, "-W", "RNTO " + to, "-l", entry.url(""));
  }

  @Override
  public void delete(String remote) throws IOException {
    run("ncftpls", "-W", "DELE " + remote, "-l", entry.url(""));
  }

  /**
   * Interrupted, ncftpget sends Telnet's interrupt and synch as urgent data before ABOR; it then
   * ends the session, so the second file gets its own. The file goes to standard output, which is
   * not read on until it is interrupted, so that the transfer cannot have ended.
   */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole)
      throws IOException {
    var log = Files.createTempFile("ncftp", ".log");
    try (var process = host.pipe(command(log, "ncftpget", "-c", entry.host(), big))) {
      Files.write(part, interrupted(process));
      assertThat(process.exit(PATIENCE)).isPresent();
      var dialogue = new Dialogue("Cmd: ", withoutTimes(log));
      dialogue.assertUsed(mode);
      dialogue.assertAborted("");
    } finally {
      Files.delete(log);
    }
    download(small, whole);
  }

  private static byte[] interrupted(Running process) {
    // On another thread, so that a client that hangs is not waited for for ever.
    return CompletableFuture.supplyAsync(
            () -> {
              try (var output = process.output()) {
                byte[] first = output.readNBytes(FIRST);
                process.interrupt();
                var all = new ByteArrayOutputStream();
                all.write(first);
                output.transferTo(all);
                return all.toByteArray();
              } catch (IOException failed) {
                throw new UncheckedIOException(failed);
              }
            })
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private String run(String program, String... words) throws IOException {
    var log = Files.createTempFile("ncftp", ".log");
    try {
      var ran =
          host.run(command(log, program, words))
              // It would keep bookmarks and a history at home.
              .with("HOME", "/nonexistent")
              .within(PATIENCE)
              .orThrow();
      new Dialogue("Cmd: ", withoutTimes(log)).assertUsed(mode);
      return ran.stdout();
    } finally {
      Files.delete(log);
    }
  }

  /** Each line begins with a date and a time. */
  private static String withoutTimes(Path log) throws IOException {
    return Files.readString(log).replaceAll("(?m)^\\d{4}-\\S+ \\S+  ", "");
  }

  private List<String> command(Path log, String program, String... words) {
    var command =
        new ArrayList<>(
            List.of(
                program,
                "-d",
                log.toString(),
                "-P",
                Integer.toString(entry.port()),
                "-u",
                entry.user(),
                "-p",
                entry.password(),
                mode.passive() ? "-F" : "-E"));
    command.addAll(List.of(words));
    return command;
  }
}
