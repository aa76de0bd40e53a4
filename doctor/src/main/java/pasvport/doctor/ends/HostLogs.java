package pasvport.doctor.ends;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import pasvport.doctor.explain.Journal;
import pasvport.doctor.explain.format.LogFiles;
import pasvport.doctor.explain.join.Explainer;
import pasvport.doctor.explain.join.ExplanationText;
import pasvport.doctor.explain.live.LiveRules;

/** What the logs of the host beside the server say of one client. */
final class HostLogs {
  /** Where servers and firewalls log on Debian, Red Hat and their like. */
  private static final List<String> USUAL =
      List.of(
          "/var/log/vsftpd.log",
          "/var/log/proftpd/proftpd.log",
          "/var/log/pure-ftpd/transfer.log",
          "/var/log/xferlog",
          "/var/log/kern.log",
          "/var/log/ufw.log",
          "/var/log/syslog",
          "/var/log/messages");

  private static final int MOST_LINES = 60;

  private HostLogs() {}

  /** Those that are there and may be read, the operator's own first. */
  static List<Path> files(List<Path> named) {
    return Stream.concat(named.stream(), USUAL.stream().map(Path::of))
        .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
        .distinct()
        .toList();
  }

  /** The story of one client's connections since then. */
  static List<String> story(List<Path> files, InetAddress client, Instant since)
      throws IOException {
    var journal = Journal.of(client, since);
    LogFiles.read(files, ZoneId.systemDefault(), journal);
    var explanation =
        new Explainer(LiveRules.ofThisHost(), since)
            .explain(journal.ofServers(), journal.ofFirewalls());
    return explanation.stories().isEmpty()
        ? List.of()
        : new ExplanationText(ZoneId.systemDefault())
            .lines(explanation).stream().limit(MOST_LINES).toList();
  }
}
