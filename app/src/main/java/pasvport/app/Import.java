package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import pasvport.importers.Disk;
import pasvport.importers.ImportException;
import pasvport.importers.Imported;
import pasvport.importers.Importers;
import pasvport.importers.RunningServer;
import pasvport.importers.Service;
import pasvport.importers.Whereabouts;
import pasvport.site.HostAddresses;
import pasvport.site.ServerSettings.Product;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pasvport import}: reads an FTP server's own configuration into the site file. */
@Command(
    name = "import",
    description = {
      "Reads an FTP server's own configuration into the site file.",
      "",
      "What it says about ports, addresses and encryption is written as server-settings, each line"
          + " with the file and line that it comes from; comments and all else in the site file stay."
          + " Traps in the configuration are told with what to write instead. Without FILE it looks"
          + " at what runs here, and where servers keep their files."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport import",
      "  pasvport import /etc/vsftpd.conf",
      "  pasvport import /etc/pure-ftpd/conf --print",
      "  pasvport import sftpgo.json sftpgo.env --address 10.0.0.20",
      "  pasvport import --command 'python3 -m pyftpdlib -p 2121 -r 30000-30099'",
      "  pasvport import /etc/proftpd/proftpd.conf --root /mnt/server --name archive",
      "",
      "Exit codes: 0 written (or printed), 1 not written and said why, 64 wrong usage."
    })
final class Import implements Callable<Integer> {
  private final HostAddresses addresses;
  private final Supplier<List<RunningServer>> running;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "The configuration; several are read in the order in which the server reads them. A folder"
              + " stands for its files.")
  private List<String> files = List.of();

  @Option(
      names = "--server",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description =
          "Which server it is, where file and content do not tell: ${COMPLETION-CANDIDATES}.")
  private @Nullable String server;

  @Option(
      names = "--command",
      paramLabel = "LINE",
      description = "The command line that starts the server, instead of a file.")
  private @Nullable String command;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "A copy of another host's files: absolute paths are looked for below it.")
  private @Nullable Path root;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Of several ports where the server listens, the one to import.")
  private @Nullable Integer port;

  @Option(
      names = "--address",
      paramLabel = "HOST",
      description =
          "Where the gateway reaches the server; without it, the address that it listens on, or"
              + " 127.0.0.1.")
  private @Nullable String address;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The entry of servers to write into; it is added if there is none.")
  private @Nullable String name;

  @Option(names = "--print", description = "Prints the site file instead of writing it.")
  private boolean print;

  @Option(
      names = "--site",
      paramLabel = "FILE",
      defaultValue = "pasvport.yaml",
      description = "The file to write; without it, ./pasvport.yaml.")
  private Path site = Path.of("pasvport.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  Import() {
    this(HostAddresses.ofThisHost(), RunningServer::onThisHost);
  }

  Import(HostAddresses addresses, Supplier<List<RunningServer>> running) {
    this.addresses = addresses;
    this.running = running;
  }

  /** The names of the servers, for the help and for completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Importers.names());
    }
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Optional<Product> product = product();
      Disk disk = root == null ? Disk.ofThisHost() : Disk.below(root);
      Imported imported;
      if (command != null) {
        imported = Importers.commandLine(command, "--command", product, disk);
      } else if (files.isEmpty()) {
        Optional<Whereabouts.Found> found = found(disk, product);
        if (found.isEmpty()) {
          return Main.WRONG;
        }
        imported = found.get().read(disk);
        found.get().running().ifPresent(server -> compare(server, imported, err));
      } else {
        imported = Importers.files(files, product, disk);
      }
      return write(imported, err);
    } catch (ImportException | SiteException e) {
      err.println(String.valueOf(e.getMessage()));
      err.println("Nothing was written.");
      return Main.WRONG;
    } catch (IOException e) {
      err.println(site + ": cannot be written: " + e.getMessage());
      return Main.WRONG;
    } finally {
      err.flush();
    }
  }

  private Optional<Product> product() {
    if (server == null) {
      return Optional.empty();
    }
    Optional<Product> product = Importers.named(server);
    if (product.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--server: %s is not known. Allowed: %s"
              .formatted(server, String.join(", ", Importers.names())));
    }
    return product;
  }

  private Optional<Whereabouts.Found> found(Disk disk, Optional<Product> product) {
    PrintWriter err = spec.commandLine().getErr();
    List<Whereabouts.Found> found =
        Whereabouts.search(root == null ? running.get() : List.of(), disk, product);
    if (found.size() == 1) {
      Whereabouts.Found only = found.getFirst();
      err.println(
          only.running()
                  .map(one ->
                      "%s runs here (process %d) and listens on %s. "
                          .formatted(words(one.product()), one.pid(), join(one.ports())))
                  .orElse("")
              + "Reading "
              + (only.files().isEmpty() ? "its command line" : join(only.files()))
              + ".");
      return Optional.of(only);
    }
    if (found.isEmpty()) {
      err.println("No FTP server that Pasvport knows runs here, and none of these files is there:");
      Whereabouts.places(product).forEach(place -> err.println("  " + place));
      err.println("Name the file, or give the command line with --command.");
    } else {
      err.println("There are several; choose one:");
      found.forEach(one -> err.println("  " + one.command()));
    }
    return Optional.empty();
  }

  private static void compare(RunningServer server, Imported imported, PrintWriter err) {
    List<Integer> said = imported.services().stream().map(service -> service.at().port()).toList();
    if (server.ports().stream().noneMatch(said::contains)) {
      err.println(
          "warning: %s listens on %s, but its configuration says %s; has it been restarted since?"
              .formatted(words(server.product()), join(server.ports()), join(said)));
    }
  }

  private int write(Imported imported, PrintWriter err) throws SiteException, IOException {
    imported.warnings().forEach(err::println);
    Service service = chosen(imported);
    ImportText text = new ImportText(site, addresses);
    String written = text.with(service, Optional.ofNullable(address), Optional.ofNullable(name));
    text.differs(service).ifPresent(err::println);
    if (print) {
      spec.commandLine().getOut().print(written);
      spec.commandLine().getOut().flush();
    } else {
      text.write(written);
      err.println(
          "%s: %s, %d facts, %d warnings."
              .formatted(
                  site,
                  words(imported.product()),
                  service.facts().size(),
                  imported.warnings().size()));
    }
    imported.services().stream()
        .filter(other -> !other.equals(service))
        .forEach(other ->
            err.println(
                "%s: it listens on %s too; --port %d --name NAME imports that as another server."
                    .formatted(other.provenance(), other.at(), other.at().port())));
    return Main.OK;
  }

  private Service chosen(Imported imported) {
    return imported.services().stream()
        .filter(service -> port == null || service.at().port() == port)
        .findFirst()
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "--port: the server does not listen there. Allowed: "
                    + imported.services().stream()
                        .map(service -> Integer.toString(service.at().port()))
                        .collect(Collectors.joining(", "))));
  }

  private static String words(Product product) {
    return product.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String join(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
