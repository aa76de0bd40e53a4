package pasvport.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.server.EmbeddedServer;
import pasvport.server.Users;
import pasvport.site.Embedded;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.Site;

/**
 * What stands behind the gateway: the servers that the site names, else the embedded one, which is
 * started when it is first needed and runs until the end.
 */
final class Behind implements AutoCloseable {
  private final Home home;
  private @Nullable EmbeddedServer embedded;
  private @Nullable Embedded settings;
  private @Nullable Endpoint at;
  private Optional<Users.Generated> firstUser = Optional.empty();

  Behind(Home home) {
    this.home = home;
  }

  /**
   * Where it is; of several servers, the first.
   *
   * @throws IOException if the embedded server is needed and cannot be started
   */
  synchronized Endpoint of(Site site) throws IOException {
    if (!site.isEmbedded()) {
      return site.server().orElseGet(() -> site.servers().getFirst().address());
    }
    @Nullable Endpoint known = at;
    if (known != null) {
      return known;
    }
    Users users = Users.open(home);
    firstUser = users.generateFirst();
    EmbeddedServer started = EmbeddedServer.start(site.embedded(), home, users);
    embedded = started;
    settings = site.embedded();
    InetSocketAddress address = started.address();
    Endpoint found = new Endpoint(address.getAddress().getHostAddress(), address.getPort());
    at = found;
    return found;
  }

  /** The user that was made because there was none; told once. */
  synchronized Optional<Users.Generated> firstUser() {
    Optional<Users.Generated> made = firstUser;
    firstUser = Optional.empty();
    return made;
  }

  /** Whether the embedded server runs with other settings than these. */
  synchronized boolean runsOtherwise(Embedded asked) {
    return settings != null && !settings.equals(asked);
  }

  @Override
  public synchronized void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
