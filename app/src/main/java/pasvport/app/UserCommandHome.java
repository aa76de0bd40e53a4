package pasvport.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import pasvport.site.Home;
import picocli.CommandLine.Option;

/** The option that says under which home the users are kept. */
final class UserCommandHome {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "The folder for all that Pasvport keeps, as pasvport up prints it. Without it:"
              + " $PASVPORT_HOME, else /var/lib/pasvport for root, else"
              + " ~/.local/share/pasvport.")
  private @Nullable Path folder;

  Home home() {
    return folder == null ? Home.standard() : Home.at(folder);
  }
}
