package pasvport.doctor.explain.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Origin;

/**
 * The reader of one log, line by line: finds out by the lines which formats they are of (a syslog
 * file mixes several), and gives on what they say. It holds no line longer than it reads it.
 */
public final class LogReader {

  private static final int BUFFER = 1 << 16;

  /** The one that has read the last line comes first: logs seldom mix. */
  private final List<Format> formats =
      new ArrayList<>(
          List.of(
              new NetfilterLog(),
              new Vsftpd(),
              new Proftpd(),
              new PureFtpd(),
              new Pyftpdlib(),
              new Pasvport(),
              new UlogdJson(),
              new Sftpgo(),
              new ClfTransfers(),
              new Xferlog(),
              new CiscoAsa(),
              new PfsenseFilterlog(),
              new Pflog(),
              new WindowsFirewall(),
              new Iis(),
              new NftTrace(),
              new Conntrack()));

  private final String source;
  private final Consumer<Entry> entries;
  private final Set<LogFormat> found = EnumSet.noneOf(LogFormat.class);
  private long lines;
  private long others;
  private Oddity unknown = Oddity.NONE;
  private Oddity cut = Oddity.NONE;
  private Oddity undecodable = Oddity.NONE;

  /**
   * A reader of lines that come one after the other.
   *
   * @param source what messages call it
   */
  public LogReader(String source, Consumer<Entry> entries) {
    this.source = source;
    this.entries = entries;
  }

  /**
   * Reads a file to its end, unpacked if gzip has packed it.
   *
   * @param zone the zone of times that are written without one
   * @throws IOException if it cannot be read
   */
  public static Heard file(Path file, ZoneId zone, Consumer<Entry> entries) throws IOException {
    var reader = new LogReader(file.toString(), entries);
    try (var in = open(file)) {
      reader.all(in, zone, latest(file));
    }
    return reader.heard();
  }

  static Instant latest(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  static InputStream open(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    in.mark(2);
    var packed = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return packed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
  }

  /**
   * Reads a stream to its end.
   *
   * @param latest the last moment at which a line can have been written
   */
  public void all(InputStream in, ZoneId zone, Instant latest) throws IOException {
    var bounded = new BoundedLines(in);
    var times = new Times(zone, latest);
    for (var line = bounded.next(); line.isPresent(); line = bounded.next()) {
      read(line.get(), times);
    }
  }

  /** Takes a line that has just been written. */
  public void line(String text, ZoneId zone, Instant now) {
    var shortened = text.length() > BoundedLines.LONGEST;
    read(
        new BoundedLines.Text(
            shortened ? text.substring(0, BoundedLines.LONGEST) : text, shortened, false, true),
        new Times(zone, now, true));
  }

  private void read(BoundedLines.Text text, Times times) {
    lines++;
    cut = text.cut() ? cut.and(lines) : cut;
    undecodable = text.undecodable() ? undecodable.and(lines) : undecodable;
    if (text.text().isBlank()) {
      return;
    }
    var line = new Line(text.text(), times);
    for (var index = 0; index < formats.size(); index++) {
      if (isRead(formats.get(index), line)) {
        formats.addFirst(formats.remove(index));
        return;
      }
    }
    if (line.envelope().isPresent()) {
      others++;
    } else {
      unknown = unknown.and(lines);
    }
  }

  private boolean isRead(Format format, Line line) {
    return switch (format.read(line)) {
      case Reading.Foreign _ -> false;
      case Reading.Quiet _ -> {
        found.add(format.format());
        yield true;
      }
      case Reading.Told told -> {
        found.add(format.format());
        entries.accept(
            new Entry(told.stamp(), new Origin(source, lines), format.format(), told.event()));
        yield true;
      }
    };
  }

  /** What has been read until now. */
  public Heard heard() {
    return new Heard(source, List.copyOf(found), lines, others, unknown, cut, undecodable);
  }
}
