package pasvport.trials.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;
import pasvport.trials.Outpost;
import pasvport.trials.SecureWire;

/** Apache Commons Net's FTPSClient in an outpost. */
public record CommonsNetFtps(Outpost outpost, Entry entry, Mode mode) implements FtpsClient {
  private record Done(String listing, String dialogue) implements Serializable {}

  @Override
  public Optional<String> cannotProtect() {
    return Optional.empty();
  }

  /** By chance: Java remembers sessions by address and port, and the data port may come again. */
  @Override
  public Resumption resumption() {
    return Resumption.SOMETIMES;
  }

  @Override
  public String roundTrip(Path local, String remote, String folder, List<Path> copies) {
    String from = local.toString();
    List<String> to = copies.stream().map(Path::toString).toList();
    var where = entry;
    var how = mode;
    Done done = outpost.call(() -> run(where, how, from, remote, folder, to));
    new Dialogue("> ", done.dialogue()).assertUsed(mode);
    return done.listing();
  }

  private static Done run(
      Entry entry, Mode mode, String from, String remote, String folder, List<String> to)
      throws IOException {
    var dialogue = new StringWriter();
    var session = entry.tls().wanted() ? secured(entry.tls()) : new FTPClient();
    session.addProtocolCommandListener(
        new PrintCommandListener(new PrintWriter(dialogue), true, '\0', true));
    session.setDefaultTimeout(30_000);
    session.connect(entry.host(), entry.port());
    try {
      checked(session, session.login(entry.user(), entry.password()));
      checked(session, session.setFileType(FTP.BINARY_FILE_TYPE));
      if (session instanceof FTPSClient ftps) {
        ftps.execPBSZ(0);
        ftps.execPROT(entry.tls().dataToo() ? "P" : "C");
      }
      session.setUseEPSVwithIPv4(mode == Mode.EPSV);
      if (mode.passive()) {
        session.enterLocalPassiveMode();
      }
      try (var in = Files.newInputStream(Path.of(from))) {
        checked(session, session.storeFile(remote, in));
      }
      String listing =
          Arrays.stream(session.listFiles(folder))
              .map(FTPFile::getRawListing)
              .collect(Collectors.joining("\n"));
      for (String copy : to) {
        try (var out = Files.newOutputStream(Path.of(copy))) {
          checked(session, session.retrieveFile(remote, out));
        }
      }
      session.logout();
      return new Done(listing, dialogue.toString());
    } catch (IOException | RuntimeException failed) {
      throw new IOException(failed + "\n" + dialogue, failed);
    } finally {
      session.disconnect();
    }
  }

  private static FTPSClient secured(Tls tls) throws IOException {
    var session = new FTPSClient(tls.implicit(), SecureWire.believing(tls.authority()));
    session.setEnabledProtocols(new String[] {tls.version().toString()});
    session.setEndpointCheckingEnabled(true);
    return session;
  }

  private static void checked(FTPClient session, boolean done) throws IOException {
    if (!done) {
      throw new IOException(session.getReplyString());
    }
  }
}
