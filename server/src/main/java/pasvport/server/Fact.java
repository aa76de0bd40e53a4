package pasvport.server;

import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What MLST and MLSD tell about a file (RFC 3659, section 7.5). */
enum Fact {
  TYPE {
    @Override
    String of(Entry entry) {
      return switch (entry.kind()) {
        case FILE -> "file";
        case DIRECTORY -> "dir";
        case LINK -> "OS.unix=symlink";
        case OTHER -> "OS.unix=special";
      };
    }
  },
  SIZE {
    @Override
    String of(Entry entry) {
      return String.valueOf(entry.size());
    }
  },
  MODIFY {
    @Override
    String of(Entry entry) {
      return time(entry.modified());
    }
  },
  PERM {
    @Override
    String of(Entry entry) {
      return switch (entry.kind()) {
        case FILE -> entry.writable() ? "adfrw" : "r";
        case DIRECTORY -> entry.writable() ? "cdeflmp" : "el";
        case LINK, OTHER -> entry.writable() ? "d" : "";
      };
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  abstract String of(Entry entry);

  /** The fact's name as FEAT and OPTS write it. */
  String label() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** A time as RFC 3659, section 2.3 writes it: UTC, to the second. */
  static String time(FileTime time) {
    return TIME.format(time.toInstant());
  }

  /** An entry's facts, as they stand before its name. */
  static String line(Set<Fact> facts, Entry entry) {
    return facts.stream()
        // Of a directory the size means nothing to a client.
        .filter(fact -> fact != SIZE || entry.kind() == Entry.Kind.FILE)
        .map(fact -> fact.label() + "=" + fact.of(entry) + ";")
        .collect(Collectors.joining());
  }
}
