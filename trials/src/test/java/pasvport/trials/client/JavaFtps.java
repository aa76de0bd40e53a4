package pasvport.trials.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import pasvport.trials.Outpost;
import pasvport.trials.SecureWire;

/** A Java program that resumes: one context, and one peer for all engines of a session. */
public record JavaFtps(Outpost outpost, Entry entry, Mode mode) implements FtpsClient {
  @Override
  public Optional<String> cannotProtect() {
    return entry.tls().wanted()
        ? Optional.empty()
        : Optional.of("a Java program that resumes is one like any other without TLS");
  }

  @Override
  public Resumption resumption() {
    return Resumption.ALWAYS;
  }

  @Override
  public String roundTrip(Path local, String remote, String folder, List<Path> copies) {
    String from = local.toString();
    List<String> to = copies.stream().map(Path::toString).toList();
    var where = entry;
    var how = mode;
    return outpost.call(() -> {
      try (var session = begin(where)) {
        open(session, how).store(remote, Files.readAllBytes(Path.of(from)));
        String listing = open(session, how).list(folder);
        for (String copy : to) {
          Files.write(Path.of(copy), open(session, how).retrieve(remote));
        }
        session.ask("QUIT");
        return listing;
      }
    });
  }

  private static SecureWire begin(Entry entry) throws IOException {
    var tls = entry.tls();
    var session = SecureWire.to(entry.host(), entry.port(), tls.version(), tls.authority());
    switch (tls.start()) {
      case NEVER -> session.reply();
      case EXPLICIT -> session.auth();
      case IMPLICIT -> session.secure().reply();
    }
    session.login(entry.user(), entry.password());
    return tls.wanted() ? session.protectData(tls.dataToo()) : session;
  }

  private static SecureWire open(SecureWire session, Mode mode) throws IOException {
    return mode.passive() ? session.epsv() : session.port();
  }
}
