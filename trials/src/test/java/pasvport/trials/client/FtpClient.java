package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pasvport.lab.Host;
import pasvport.lab.Ran;

/**
 * A real FTP client at a host, set to one way of opening data connections.
 *
 * <p>Every method fails when the client reports a failure, and when it used another way than it was
 * told to: clients fall back in silence.
 */
sealed interface FtpClient {
  Duration PATIENCE = Duration.ofSeconds(90);

  /** Which command asks for a data connection. */
  enum Mode {
    PASV,
    EPSV
  }

  /** Where it connects to, and as whom. */
  record Entry(String host, int port, String user, String password) {
    String url(String path) {
      String literal = host.contains(":") ? "[" + host + "]" : host;
      return "ftp://%s:%s@%s:%d/%s".formatted(user, password, literal, port, path);
    }
  }

  /** The names in a folder. */
  List<String> names(String folder) throws IOException;

  /** What the server shows of a folder. */
  String listing(String folder) throws IOException;

  void upload(Path local, String remote) throws IOException;

  void download(String remote, Path local) throws IOException;

  /** Sends what the file at the server lacks of the local one. */
  void resumeUpload(Path local, String remote) throws IOException;

  /** Fetches what the local file lacks of the one at the server. */
  void resumeDownload(String remote, Path local) throws IOException;

  void rename(String from, String to) throws IOException;

  void delete(String remote) throws IOException;

  /**
   * Begins to download a file, gives up in the middle with ABOR, then downloads another over the
   * same session.
   */
  void abortThenDownload(String big, Path part, String small, Path whole) throws IOException;

  /** curl: one command, one session; its own list of remote commands by {@code --quote}. */
  record Curl(Host host, Entry entry, Mode mode) implements FtpClient {
    @Override
    public List<String> names(String folder) {
      return run("--list-only", entry.url(folder + "/")).stdout().lines().toList();
    }

    @Override
    public String listing(String folder) {
      return run(entry.url(folder + "/")).stdout();
    }

    @Override
    public void upload(Path local, String remote) {
      run("--upload-file", local.toString(), entry.url(remote));
    }

    @Override
    public void download(String remote, Path local) {
      run("--output", local.toString(), entry.url(remote));
    }

    @Override
    public void resumeUpload(Path local, String remote) {
      run("--continue-at", "-", "--upload-file", local.toString(), entry.url(remote));
    }

    @Override
    public void resumeDownload(String remote, Path local) {
      run("--continue-at", "-", "--output", local.toString(), entry.url(remote));
    }

    @Override
    public void rename(String from, String to) {
      // --list-only of the root: curl transfers something in any case.
      run("--quote", "RNFR " + from, "--quote", "RNTO " + to, "--list-only", entry.url(""));
    }

    @Override
    public void delete(String remote) {
      run("--quote", "DELE " + remote, "--list-only", entry.url(""));
    }

    /**
     * curl sends ABOR when it has the range it was asked for; it then ends the session, so the
     * second file gets its own.
     */
    @Override
    public void abortThenDownload(String big, Path part, String small, Path whole) {
      var ran = run("--range", "0-9999", "--output", part.toString(), entry.url(big));
      assertThat(ran.stderr()).contains("> ABOR");
      download(small, whole);
    }

    private Ran run(String... words) {
      var command =
          new ArrayList<>(
              List.of(
                  "curl",
                  "--disable",
                  "--silent",
                  "--show-error",
                  "--verbose",
                  "--max-time",
                  "60"));
      // Otherwise it would not use the address in a 227, which is what is tried here.
      command.add("--no-ftp-skip-pasv-ip");
      if (mode == Mode.PASV) {
        command.add("--disable-epsv");
      }
      command.addAll(List.of(words));
      var ran = host.run(command).within(PATIENCE).orThrow();
      FtpClient.assertUsed(mode, ran.stderr());
      return ran;
    }
  }

  /** lftp: a script of commands over one session. */
  record Lftp(Host host, Entry entry, Mode mode) implements FtpClient {
    @Override
    public List<String> names(String folder) {
      return run("cls -1 " + folder + "/")
          .stdout()
          .lines()
          .map(line -> line.substring(line.lastIndexOf('/') + 1))
          .toList();
    }

    @Override
    public String listing(String folder) {
      return run("ls " + folder + "/").stdout();
    }

    @Override
    public void upload(Path local, String remote) {
      run("put %s -o %s".formatted(local, remote));
    }

    @Override
    public void download(String remote, Path local) {
      run("get %s -o %s".formatted(remote, local));
    }

    @Override
    public void resumeUpload(Path local, String remote) {
      run("put -c %s -o %s".formatted(local, remote));
    }

    @Override
    public void resumeDownload(String remote, Path local) {
      run("get -c %s -o %s".formatted(remote, local));
    }

    @Override
    public void rename(String from, String to) {
      run("mv %s %s".formatted(from, to), "cls");
    }

    @Override
    public void delete(String remote) {
      run("rm " + remote, "cls");
    }

    /**
     * lftp sends Telnet's interrupt and synch as urgent data before ABOR, and goes on with the
     * session.
     */
    @Override
    public void abortThenDownload(String big, Path part, String small, Path whole) {
      var ran =
          run(
              "set net:limit-rate 1M",
              "get %s -o %s &".formatted(big, part),
              "sleep 0.5",
              "kill all",
              "set net:limit-rate 0",
              "get %s -o %s".formatted(small, whole));
      // 426 for the transfer, then 226 or 225 for ABOR (RFC 959, 4.1.3), as the server saw it.
      assertThat(ran.stderr()).containsPattern("---> ABOR\\R<--- 426 .*\\R<--- 22[56] ");
      assertThat(ran.stderr()).containsOnlyOnce("---> USER");
    }

    private Ran run(String... commands) {
      var script = new ArrayList<String>();
      script.add("set cmd:fail-exit yes");
      script.add("set net:max-retries 1");
      script.add("set net:timeout 30");
      script.add("set xfer:clobber yes");
      script.add("set ftp:prefer-epsv " + (mode == Mode.EPSV ? "yes" : "no"));
      script.add("set ftp:ssl-allow no");
      script.add("debug 5");
      script.add("open " + entry.url(""));
      script.addAll(List.of(commands));
      var ran =
          host.run("lftp", "--norc", "-c", String.join("\n", script)).within(PATIENCE).orThrow();
      FtpClient.assertUsed(mode, ran.stderr());
      return ran;
    }
  }

  private static void assertUsed(Mode mode, String protocol) {
    assertThat(protocol)
        .contains(mode == Mode.PASV ? " 227 " : " 229 ")
        .doesNotContain(mode == Mode.PASV ? " 229 " : " 227 ");
  }
}
