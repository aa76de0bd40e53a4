package pasvport.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine.Option;

/** The options that say which site and which home a verb works with. */
final class SiteOption {
  private static final String FILE_NAME = "pasvport.yaml";

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description =
          "The site file. Without it: ./pasvport.yaml, else pasvport.yaml in the home, else the"
              + " built-in site.")
  private @Nullable Path site;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "The folder for all that Pasvport keeps: users, certificates, files. Without it:"
              + " $PASVPORT_HOME, else /var/lib/pasvport for root, else"
              + " ~/.local/share/pasvport.")
  private @Nullable Path home;

  Home home() {
    return home == null ? Home.standard() : Home.at(home.toAbsolutePath());
  }

  /** The site file in force, or empty when there is none. */
  Optional<Path> file() {
    if (site != null) {
      return Optional.of(site);
    }
    return List.of(Path.of(FILE_NAME), home().folder().resolve(FILE_NAME)).stream()
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * The site in force: the file's, or the built-in one.
   *
   * @throws SiteException with all that is wrong in the file
   */
  Site.Loaded load(HostAddresses host) throws SiteException {
    Optional<Path> file = file();
    return file.isPresent() ? Site.load(file.get(), host) : Site.Loaded.standard();
  }
}
