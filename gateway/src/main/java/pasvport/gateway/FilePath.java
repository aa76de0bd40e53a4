package pasvport.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.ftp.Octets;
import pasvport.site.NamedPath;

/**
 * A path on the server, resolved by its words alone: {@code .}, {@code ..} and empty names are gone
 * from it. What links and the server's own spellings make of it is not known here.
 *
 * @param rooted whether it is known from the root; else it begins in an unknown folder
 * @param names the names on the way, the last one last
 */
record FilePath(boolean rooted, List<Octets> names) {
  private static final Octets UP = Octets.ascii("..");
  private static final Octets HERE = Octets.ascii(".");

  FilePath {
    names = List.copyOf(names);
  }

  /**
   * Resolves a path as a client gives it.
   *
   * @param folder where the client is, if that is known
   */
  static FilePath of(Octets text, Optional<FilePath> folder) {
    boolean absolute = !text.isEmpty() && text.at(0) == '/';
    Optional<FilePath> from = startsAtHome(text) ? Optional.empty() : folder;
    boolean rooted = absolute || from.map(FilePath::rooted).orElse(false);
    List<Octets> names = new ArrayList<>();
    if (!absolute) {
      from.map(FilePath::names).ifPresent(names::addAll);
    }
    int start = 0;
    while (start < text.length()) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      Octets name = text.slice(start, end);
      if (name.equals(UP)) {
        if (!names.isEmpty()) {
          names.removeLast();
        }
      } else if (!name.isEmpty() && !name.equals(HERE)) {
        names.add(name);
      }
      start = end + 1;
    }
    return new FilePath(rooted, names);
  }

  /** Whether a server may take the path to begin in somebody's home, wherever that is. */
  private static boolean startsAtHome(Octets text) {
    return !text.isEmpty() && text.at(0) == '~';
  }

  /** Whether the path needs the working directory, which would make it whole. */
  static boolean isRelative(Octets text) {
    return text.isEmpty() || (text.at(0) != '/' && !startsAtHome(text));
  }

  /** As rules see it. */
  NamedPath named() {
    return new NamedPath(rooted, names.stream().map(Octets::toByteArray).toList());
  }
}
