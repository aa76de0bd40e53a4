package pasvport.server;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The entries of a directory, one after another: however many there are, only a bounded number is
 * held at once.
 */
final class Listing {

  // In order of their names up to here (some megabytes); the rest as the disk has them.
  private static final int SORTED = 50_000;

  private Listing() {}

  /** Where the entries go. */
  @FunctionalInterface
  interface Sink {
    void accept(Entry entry) throws IOException;
  }

  /** Lists the directory of a path, with all names that are asked for. */
  static void of(Account account, RemotePath path, Predicate<String> asked, Sink sink)
      throws IOException {
    try (var place = account.folder().find(path, Folder.Last.FOLLOWED)) {
      place.existing();
      try (var directory = place.directory().enter(place.name())) {
        var names = directory.names();
        var first = take(names, asked);
        first.sort(null);
        for (var name : first) {
          hand(account, directory, path, name, sink);
        }
        while (names.hasNext()) {
          var name = names.next();
          if (asked.test(name)) {
            hand(account, directory, path, name, sink);
          }
        }
      }
    }
  }

  /** The entry of one path. */
  static Entry entry(Account account, RemotePath path) throws IOException {
    try (var place = account.folder().find(path, Folder.Last.FOLLOWED)) {
      var name = path.names().isEmpty() ? "/" : path.names().getLast();
      return Entry.of(name, place.existing(), account.mayWrite());
    }
  }

  private static List<String> take(Iterator<String> names, Predicate<String> asked) {
    var taken = new ArrayList<String>();
    while (taken.size() < SORTED && names.hasNext()) {
      var name = names.next();
      if (asked.test(name)) {
        taken.add(name);
      }
    }
    return taken;
  }

  private static void hand(
      Account account, Directory directory, RemotePath path, String name, Sink sink)
      throws IOException {
    Entry entry;
    try {
      var attributes = directory.attributes(name);
      entry = Entry.of(name, attributes, account.mayWrite());
      if (attributes.isSymbolicLink()) {
        entry = whereItLeads(account, path.child(name), entry);
      }
    } catch (FileSystemException e) {
      return; // removed since its name was read, or a name that is no UTF-8: none can ask for it
    }
    sink.accept(entry);
  }

  // A link inside the folder is shown as what it leads to, every other one as a link.
  private static Entry whereItLeads(Account account, RemotePath path, Entry link) {
    try {
      return entry(account, path);
    } catch (IOException e) {
      return link;
    }
  }
}
