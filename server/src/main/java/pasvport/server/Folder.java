package pasvport.server;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user's files: a tree out of which no name and no symbolic link leads.
 *
 * <p>A path is walked name by name from the root, each directory held open while the next name is
 * looked up in it, and never by the system itself, which would follow links. A link is read and its
 * target walked in the same way, so links inside the tree work, and one that climbs above the root
 * or begins elsewhere is refused. (Linux has openat2 with RESOLVE_BENEATH for this; Java has no way
 * to it.)
 */
final class Folder {

  /** What to do with a link under the last name of a path. */
  enum Last {
    /** Go where it leads. */
    FOLLOWED,
    /** Take the link itself. */
    KEPT
  }

  // As many as Linux follows (path_resolution(7)).
  private static final int MAX_LINKS = 40;

  private static final String OUTSIDE = "leads outside your folder";

  private final Path root;
  private final Opener opener;

  /** How the root is opened. */
  @FunctionalInterface
  interface Opener {
    Directory open(Path trusted) throws IOException;
  }

  /**
   * The folder at a path that is trusted: links on the way to it are the administrator's.
   *
   * @throws IOException if it does not exist
   */
  Folder(Path root) throws IOException {
    this(root, Directory::open);
  }

  Folder(Path root, Opener opener) throws IOException {
    this.root = root.toRealPath();
    this.opener = opener;
  }

  /**
   * Finds the place of a path. What stands there may be missing, the directories before may not.
   *
   * @throws IOException if a directory on the way is missing or is none, or a link leads outside
   */
  Place find(RemotePath path, Last last) throws IOException {
    var walk = new Walk(path, last);
    try {
      return walk.toTheEnd();
    } catch (IOException e) {
      walk.here.close();
      throw e;
    }
  }

  /** One walk from the root; the directory it is in is open until the walk fails. */
  private final class Walk {
    private final Last last;
    private final Deque<String> ahead;
    private final List<String> behind = new ArrayList<>();
    private int links;
    private Directory here = opener.open(root);

    Walk(RemotePath path, Last last) throws IOException {
      this.ahead = new ArrayDeque<>(path.names());
      this.last = last;
    }

    Place toTheEnd() throws IOException {
      while (!ahead.isEmpty()) {
        var name = ahead.removeFirst();
        if (name.equals("..")) { // of a link's target; a RemotePath has none
          climb();
          continue;
        }
        var found = look(name);
        if (found != null
            && found.isSymbolicLink()
            && (!ahead.isEmpty() || last == Last.FOLLOWED)) {
          follow(name);
        } else if (ahead.isEmpty()) {
          return new Place(here, name, Optional.ofNullable(found));
        } else if (found == null) {
          throw new NoSuchFileException(name);
        } else if (!found.isDirectory()) {
          throw new NotDirectoryException(name);
        } else {
          enter(here.enter(name));
          behind.add(name);
        }
      }
      return new Place(here, Place.ROOT, Optional.of(here.attributes(Place.ROOT)));
    }

    private @Nullable BasicFileAttributes look(String name) throws IOException {
      try {
        return here.attributes(name);
      } catch (NoSuchFileException e) {
        return null;
      }
    }

    private void follow(String name) throws IOException {
      if (++links > MAX_LINKS) {
        throw new FileSystemLoopException(name);
      }
      var target = here.linkTarget(name);
      if (target.isAbsolute()) {
        if (!target.startsWith(root)) {
          throw new FileSystemException(name, null, OUTSIDE);
        }
        target = root.relativize(target);
        restart(List.of());
      }
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        var step = target.getName(i).toString();
        if (!step.isEmpty() && !step.equals(".")) {
          ahead.addFirst(step);
        }
      }
    }

    private void climb() throws IOException {
      if (behind.isEmpty()) {
        throw new FileSystemException("..", null, OUTSIDE);
      }
      restart(List.copyOf(behind.subList(0, behind.size() - 1)));
    }

    // What was behind holds no links, but somebody may have put one there since: so it is walked
    // anew like everything else.
    private void restart(List<String> again) throws IOException {
      behind.clear();
      again.reversed().forEach(ahead::addFirst);
      enter(opener.open(root));
    }

    private void enter(Directory next) throws IOException {
      here.close();
      here = next;
    }
  }
}
