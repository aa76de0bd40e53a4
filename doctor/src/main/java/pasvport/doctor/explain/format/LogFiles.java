package pasvport.doctor.explain.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.LogFormat.Side;

/** Several logs read one after the other, those of servers first. */
public final class LogFiles {

  /** What shows whose log it is; the head of a W3C log or a burst of others' lines fits in it. */
  private static final int LOOKED_AT = 1 << 18;

  private LogFiles() {}

  /**
   * Reads all of them.
   *
   * @param zone the zone of times that are written without one
   * @throws IOException if one cannot be read; its message begins with the file's name
   */
  public static List<Heard> read(List<Path> files, ZoneId zone, Consumer<Entry> entries)
      throws IOException {
    var ordered = new ArrayList<Path>();
    for (var file : files) {
      if (isServers(file, zone)) {
        ordered.add(file);
      }
    }
    files.stream().filter(file -> !ordered.contains(file)).forEach(ordered::add);
    var heard = new ArrayList<Heard>();
    for (var file : ordered) {
      try {
        heard.add(LogReader.file(file, zone, entries));
      } catch (IOException e) {
        throw new IOException("%s: cannot be read: %s".formatted(file, reason(e)), e);
      }
    }
    heard.sort(Comparator.comparingInt(one -> files.indexOf(Path.of(one.source()))));
    return heard;
  }

  private static boolean isServers(Path file, ZoneId zone) throws IOException {
    var found = new AtomicBoolean();
    var reader =
        new LogReader(
            file.toString(),
            entry -> {
              if (entry.format().side() == Side.SERVER) {
                found.set(true);
              }
            });
    try (InputStream in = LogReader.open(file)) {
      reader.all(new Beginning(in, LOOKED_AT), zone, LogReader.latest(file));
    } catch (IOException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, reason(e)), e);
    }
    return found.get();
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this user may not read it";
      default -> String.valueOf(e.getMessage());
    };
  }
}
