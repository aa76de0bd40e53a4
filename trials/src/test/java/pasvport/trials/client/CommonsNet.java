package pasvport.trials.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import pasvport.trials.Outpost;

/** Apache Commons Net in an outpost: one operation, one session. */
public record CommonsNet(Outpost outpost, Entry entry, Mode mode) implements FtpClient {
  /** How much of a file is read before it is aborted. */
  private static final int FIRST = 200_000;

  @Override
  public Optional<String> cannot(Operation operation) {
    return Optional.empty();
  }

  @Override
  public List<String> names(String folder) {
    return List.of(
        run(session ->
                Arrays.stream(session.listNames(folder))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .collect(Collectors.joining("\n")))
            .split("\n", -1));
  }

  @Override
  public String listing(String folder) {
    return run(session ->
        Arrays.stream(session.listFiles(folder))
            .map(FTPFile::getRawListing)
            .collect(Collectors.joining("\n")));
  }

  @Override
  public void upload(Path local, String remote) {
    String from = local.toString();
    run(session -> {
      try (var in = Files.newInputStream(Path.of(from))) {
        return session.checked(session.storeFile(remote, in));
      }
    });
  }

  @Override
  public void download(String remote, Path local) {
    String to = local.toString();
    run(session -> session.fetch(remote, to));
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    String from = local.toString();
    run(session -> {
      long there = Long.parseLong(session.getSize(remote));
      session.setRestartOffset(there);
      try (var in = Files.newInputStream(Path.of(from))) {
        in.skipNBytes(there);
        return session.checked(session.storeFile(remote, in));
      }
    });
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    String to = local.toString();
    run(session -> {
      session.setRestartOffset(Files.size(Path.of(to)));
      return session.fetch(remote, to);
    });
  }

  @Override
  public void rename(String from, String to) {
    run(session -> session.checked(session.rename(from, to)) + session.listNames().length);
  }

  @Override
  public void delete(String remote) {
    run(session -> session.checked(session.deleteFile(remote)) + session.listNames().length);
  }

  /** Commons Net sends a bare ABOR. */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole) {
    String begun = part.toString();
    String to = whole.toString();
    run(session -> {
      try (var in = session.retrieveFileStream(big)) {
        Files.write(Path.of(begun), in.readNBytes(FIRST));
        session.sendCommand("ABOR");
        session.checked(session.getReplyCode() == 426);
        session.checked(session.completePendingCommand());
      }
      return session.fetch(small, to);
    });
  }

  /** What a session is for; the text is its result. */
  private interface Work extends Serializable {
    String in(Session session) throws IOException;
  }

  private record Done(String result, String dialogue) implements Serializable {}

  private String run(Work work) {
    var where = entry;
    var how = mode;
    Done done = outpost.call(() -> Session.run(where, how, work));
    new Dialogue("> ", done.dialogue()).assertUsed(mode);
    return done.result();
  }

  /** By itself Commons Net takes EPRT over IPv6 alone. */
  private static final class Session extends FTPClient {
    private final Mode mode;

    private Session(Mode mode) {
      this.mode = mode;
    }

    static Done run(Entry entry, Mode mode, Work work) throws IOException {
      var dialogue = new StringWriter();
      var session = new Session(mode);
      session.addProtocolCommandListener(
          new PrintCommandListener(new PrintWriter(dialogue), true, '\0', true));
      session.setDefaultTimeout(30_000);
      session.connect(entry.host(), entry.port());
      try {
        session.checked(session.login(entry.user(), entry.password()));
        session.checked(session.setFileType(FTP.BINARY_FILE_TYPE));
        session.setUseEPSVwithIPv4(mode == Mode.EPSV);
        // Or it would not use the address in a 227.
        session.setIpAddressFromPasvResponse(true);
        session.setPassiveNatWorkaroundStrategy(null);
        if (mode.passive()) {
          session.enterLocalPassiveMode();
        }
        String result = work.in(session);
        session.logout();
        return new Done(result, dialogue.toString());
      } catch (IOException | RuntimeException failed) {
        throw new IOException(failed + "\n" + dialogue, failed);
      } finally {
        session.disconnect();
      }
    }

    @Override
    public int port(InetAddress host, int port) throws IOException {
      return mode == Mode.EPRT ? eprt(host, port) : super.port(host, port);
    }

    /** Fails where the library says that the server refused. */
    String checked(boolean done) throws IOException {
      if (!done) {
        throw new IOException(getReplyString());
      }
      return "";
    }

    /** Downloads to a file, to its end if a restart is set. */
    String fetch(String remote, String local) throws IOException {
      var place =
          getRestartOffset() > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
      try (var out =
          Files.newOutputStream(
              Path.of(local), StandardOpenOption.CREATE, StandardOpenOption.WRITE, place)) {
        return checked(retrieveFile(remote, out));
      }
    }
  }
}
