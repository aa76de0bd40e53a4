package pasvport.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Optional;
import pasvport.importers.Importers;
import pasvport.importers.Service;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteEdit;
import pasvport.site.SiteException;

/** The site file as {@code pasvport import} changes it. */
final class ImportText {
  private static final String HERE = "127.0.0.1";

  /** Where the gateway listens unless told otherwise. */
  private static final int GATEWAY = 2121;

  private static final String HEADER = "# pasvport check says whether it can be used.\n";

  private final Path file;
  private final HostAddresses addresses;
  private final boolean exists;

  ImportText(Path file, HostAddresses addresses) {
    this.file = file;
    this.addresses = addresses;
    this.exists = Files.exists(file);
  }

  /**
   * The text with the settings of the service in it, which is a site.
   *
   * @param address where the gateway reaches the server, if not where it says it listens
   * @param name the entry of {@code servers} that is meant
   */
  String with(Service service, Optional<String> address, Optional<String> name)
      throws SiteException {
    String text = exists ? Site.text(file) : HEADER + listen(service);
    Endpoint at =
        new Endpoint(
            address.orElse(service.at().everyAddress() ? HERE : service.at().host()),
            service.at().port());
    List<SiteEdit.Entry> entries =
        service.facts().stream()
            .map(fact -> new SiteEdit.Entry(fact.key(), fact.value(), fact.provenance()))
            .toList();
    Optional<String> entry = exists ? name.or(this::only) : name;
    String server = at.host().indexOf(':') >= 0 ? "\"" + at + "\"" : at.toString();
    String edited =
        entry.isPresent()
            ? SiteEdit.settingsOf(
                text,
                file.toString(),
                entry.get(),
                new SiteEdit.Entry("address", server, service.provenance()),
                entries,
                Importers.keys())
            : SiteEdit.settings(
                text,
                file.toString(),
                new SiteEdit.Entry("server", server, service.provenance()),
                entries,
                Importers.keys());
    Site.parse(edited, file.toString(), addresses);
    return edited;
  }

  /** The one entry of {@code servers}, if there is one alone. */
  private Optional<String> only() {
    return site()
        .map(Site::servers)
        .filter(servers -> servers.size() == 1)
        .map(servers -> servers.getFirst().name());
  }

  /** A server that the file names with another port than this. */
  Optional<String> differs(Service service) {
    return site()
        .flatMap(Site::server)
        .filter(server -> server.port() != service.at().port())
        .map(server ->
            "%s: warning: server is %s, but the configuration listens on %d (%s). Write instead: its port"
                .formatted(file, server, service.at().port(), service.provenance()));
  }

  private Optional<Site> site() {
    try {
      return exists ? Optional.of(Site.load(file, addresses).site()) : Optional.empty();
    } catch (SiteException e) {
      return Optional.empty(); // what is wrong is told when the changed text is read
    }
  }

  /** In a new site the gateway makes way for a server that has its port. */
  private static String listen(Service service) {
    return service.at().port() == GATEWAY
        ? "listen: %d # the server has %d\n".formatted(GATEWAY + 1, GATEWAY)
        : "";
  }

  /** Puts the text in the file's place at once; readers see the old one or the new one. */
  void write(String text) throws IOException {
    Path target = exists ? file.toRealPath() : file.toAbsolutePath();
    Path next = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.deleteIfExists(next);
      Files.writeString(next, text, StandardOpenOption.CREATE_NEW);
      if (exists
          && Files.getFileStore(target).supportsFileAttributeView(PosixFileAttributeView.class)) {
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(target));
      }
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }
}
