package pasvport.importers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pasvport.site.ServerSettings.Product;

/** All servers whose configuration can be read, and how to find out which one a file is of. */
public final class Importers {

  static final List<Importer> ALL =
      List.of(
          new Vsftpd(),
          new Proftpd(),
          new PureFtpd(),
          new FileZilla09(),
          new FileZilla1(),
          new Iis(),
          new Sftpgo(),
          new ApacheFtpServer(),
          new Pyftpdlib(),
          new Bftpd(),
          new WuFtpd(),
          new NetbsdFtpd(),
          new Glftpd());

  private Importers() {}

  /** The names of the servers, as {@link #named} takes them. */
  public static List<String> names() {
    return ALL.stream().map(one -> Setting.dashed(one.product())).distinct().toList();
  }

  /** The keys of {@code server-settings} that an import writes, or leaves out. */
  public static Set<String> keys() {
    return Arrays.stream(Setting.values())
        .map(Setting::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The server of this name. */
  public static Optional<Product> named(String name) {
    return Arrays.stream(Product.values())
        .filter(product -> Setting.dashed(product).equals(name) && names().contains(name))
        .findFirst();
  }

  /**
   * Reads the files of one server, in the order in which it reads them; a folder stands for the
   * files in it.
   *
   * @param names at least one
   * @param server which server it is, if that is known
   * @throws ImportException if a file cannot be read, or is no configuration of that server or of
   *     any
   */
  public static Imported files(List<String> names, Optional<Product> server, Disk disk)
      throws ImportException {
    var sources = new ArrayList<Source>();
    for (var name : names) {
      for (var file : filesOf(name, disk)) {
        sources.add(disk.file(file));
      }
    }
    var main = names.getFirst();
    return read(sources, server, disk, main.startsWith("/") ? Optional.of(main) : Optional.empty());
  }

  /**
   * Reads the command line that starts a server.
   *
   * @param name what messages call it
   */
  public static Imported commandLine(String line, String name, Optional<Product> server, Disk disk)
      throws ImportException {
    return read(List.of(Source.of(name, line + "\n")), server, disk, Optional.empty());
  }

  private static Imported read(
      List<Source> sources, Optional<Product> server, Disk disk, Optional<String> config)
      throws ImportException {
    var importer = importerOf(sources, server);
    var result = new Result(importer.product());
    importer.read(sources, disk, result);
    if (result.services().isEmpty()) {
      throw new ImportException(
          sources.getFirst().whole(), "the server listens nowhere, so there is nothing to import");
    }
    for (var service : result.services()) {
      config.ifPresent(path -> service.put(Setting.CONFIG, path, sources.getFirst().whole()));
      new CommonTraps(importer, result, service).check();
    }
    return result.imported();
  }

  private static List<String> filesOf(String name, Disk disk) throws ImportException {
    if (!disk.isFolder(name)) {
      return List.of(name);
    }
    var inner = name.replaceAll("/+$", "") + "/conf"; // of /etc/pure-ftpd
    var files = disk.folder(disk.isFolder(inner) ? inner : name);
    if (files.isEmpty()) {
      throw new ImportException(new Origin(name, 0), "this folder holds no files");
    }
    return files;
  }

  private static Importer importerOf(List<Source> sources, Optional<Product> server)
      throws ImportException {
    var asked =
        ALL.stream().filter(one -> server.isEmpty() || server.get() == one.product()).toList();
    var recognising = new ArrayList<Importer>();
    for (var importer : asked) {
      if (recognises(importer, sources)) {
        recognising.add(importer);
      }
    }
    if (recognising.size() == 1) {
      return recognising.getFirst();
    }
    if (recognising.size() > 1) {
      throw new ImportException(
          sources.getFirst().whole(),
          "this could be of %s; say which with --server"
              .formatted(
                  recognising.stream()
                      .map(one -> Setting.dashed(one.product()))
                      .collect(Collectors.joining(" or "))));
    }
    if (asked.size() == 1 && isSilent(sources)) {
      return asked.getFirst();
    }
    throw new ImportException(
        firstContent(sources),
        server.isPresent()
            ? "this is no configuration of %s; expected %s"
                .formatted(Setting.dashed(server.get()), expected(asked))
            : "this is no configuration of an FTP server that Pasvport knows; expected one of "
                + String.join(", ", names()));
  }

  private static boolean recognises(Importer importer, List<Source> sources)
      throws ImportException {
    for (var source : sources) {
      if (importer.recognises(source)) {
        return true;
      }
    }
    return false;
  }

  private static String expected(List<Importer> importers) {
    return importers.stream().map(Importer::expected).collect(Collectors.joining(", or "));
  }

  private static boolean isSilent(List<Source> sources) throws ImportException {
    return firstContent(sources).line() == 0;
  }

  /** The first line that is neither blank nor a comment; the whole if there is none. */
  private static Origin firstContent(List<Source> sources) throws ImportException {
    for (var source : sources) {
      for (var line : source.lines()) {
        var text = line.text().strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          return line.at();
        }
      }
    }
    return sources.getFirst().whole();
  }
}
