package pasvport.importers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import pasvport.site.ServerSettings.Product;

/** Finds the configuration of this host's FTP server when no file is named. */
public final class Whereabouts {

  /**
   * A configuration that was found.
   *
   * @param product which server's
   * @param files what to read; empty if there is only the command line
   * @param running the server, if it runs
   */
  public record Found(Product product, List<String> files, Optional<RunningServer> running) {

    public Found {
      files = List.copyOf(files);
    }

    /** What to type to import it. */
    public String command() {
      return files.isEmpty()
          ? "pasvport import --server " + Setting.dashed(product)
          : "pasvport import " + String.join(" ", files);
    }

    /** Reads it. */
    public Imported read(Disk disk) throws ImportException {
      return files.isEmpty()
          ? Importers.commandLine(
              running.orElseThrow().words().stream()
                  .map(word -> "'" + word.replace("'", "") + "'")
                  .collect(Collectors.joining(" ")),
              "process " + running.orElseThrow().pid(),
              Optional.of(product),
              disk)
          : Importers.files(files, Optional.of(product), disk);
    }
  }

  private Whereabouts() {}

  /**
   * What runs here, with its files; if nothing does, the files that stand in the usual places.
   *
   * @param server the only server looked for, if one is asked for
   */
  public static List<Found> search(
      List<RunningServer> running, Disk disk, Optional<Product> server) {
    var found = new ArrayList<Found>();
    for (var one : running) {
      if (server.isEmpty() || server.get() == one.product()) {
        found.add(new Found(one.product(), filesOf(one, disk), Optional.of(one)));
      }
    }
    if (found.isEmpty()) {
      for (var importer : Importers.ALL) {
        if (server.isEmpty() || server.get() == importer.product()) {
          usual(importer, disk)
              .ifPresent(file ->
                  found.add(new Found(importer.product(), List.of(file), Optional.empty())));
        }
      }
    }
    return found.stream().distinct().toList();
  }

  /** All usual places of these servers. */
  public static List<String> places(Optional<Product> server) {
    return Importers.ALL.stream()
        .filter(importer -> server.isEmpty() || server.get() == importer.product())
        .flatMap(importer -> importer.places().stream())
        .toList();
  }

  private static Optional<String> usual(Importer importer, Disk disk) {
    return importer.places().stream().filter(disk::exists).findFirst();
  }

  /** The files on its command line that are configurations of it, else the usual ones. */
  private static List<String> filesOf(RunningServer server, Disk disk) {
    var importers =
        Importers.ALL.stream().filter(one -> one.product() == server.product()).toList();
    SequencedSet<String> named = new LinkedHashSet<>();
    server.words().stream()
        .skip(1)
        .map(word -> word.replaceFirst("^--?[a-z-]+=", ""))
        .filter(word -> word.startsWith("/") && disk.exists(word) && !disk.isFolder(word))
        .filter(word -> importers.stream().anyMatch(importer -> recognises(importer, word, disk)))
        .forEach(named::add);
    if (!named.isEmpty() || server.product() == Product.PYFTPDLIB) {
      return List.copyOf(named);
    }
    return importers.stream().flatMap(one -> usual(one, disk).stream()).limit(1).toList();
  }

  private static boolean recognises(Importer importer, String file, Disk disk) {
    try {
      return importer.recognises(disk.file(file));
    } catch (ImportException e) {
      return false;
    }
  }
}
