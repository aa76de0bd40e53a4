package pasvport.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.Gateway;
import pasvport.server.EmbeddedServer;
import pasvport.server.Guest;
import pasvport.server.SftpServer;
import pasvport.server.Users;
import pasvport.site.Embedded;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.PassThrough;
import pasvport.site.Site;

/**
 * What stands behind the gateway: the servers that the site names, else the embedded one, which is
 * started when it is first needed and runs until the end.
 */
final class Behind implements AutoCloseable {
  private final Home home;
  private @Nullable EmbeddedServer embedded;
  private @Nullable SftpServer sftp;
  private @Nullable Users users;
  private volatile @Nullable Gateway front;
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
    firstUser = users().generateFirst();
    EmbeddedServer started = EmbeddedServer.start(site.embedded(), home, users(), this::isGateways);
    embedded = started;
    settings = site.embedded();
    Endpoint found = endpoint(started.address());
    at = found;
    return found;
  }

  /**
   * What is passed through to the embedded server, by SFTP.
   *
   * @throws IOException if its SFTP side cannot be started
   */
  synchronized List<PassThrough> sftp(Site site) throws IOException {
    List<Endpoint> entries = site.sftpEntries();
    if (entries.isEmpty()) {
      return List.of();
    }
    @Nullable SftpServer running = sftp;
    if (running == null) {
      running = SftpServer.start(site.embedded(), home, users(), this::guest);
      sftp = running;
    }
    Endpoint to = endpoint(running.address());
    return entries.stream().map(entry -> new PassThrough(entry, to, false)).toList();
  }

  private synchronized Users users() throws IOException {
    @Nullable Users known = users;
    if (known == null) {
      known = Users.open(home);
      users = known;
    }
    return known;
  }

  private static Endpoint endpoint(InetSocketAddress address) {
    return new Endpoint(address.getAddress().getHostAddress(), address.getPort());
  }

  /** The gateway that stands in front, and knows who comes to SFTP. */
  void behind(Gateway gateway) {
    front = gateway;
  }

  private boolean isGateways(InetSocketAddress from) {
    @Nullable Gateway gateway = front;
    return gateway != null && gateway.isOwn(from);
  }

  private Optional<Guest> guest(InetSocketAddress from) {
    return Optional.ofNullable(front).flatMap(gateway -> gateway.visit(from)).map(SftpGuest::new);
  }

  /** The user that was made because there was none; told once. */
  synchronized Optional<Users.Generated> firstUser() {
    Optional<Users.Generated> made = firstUser;
    firstUser = Optional.empty();
    return made;
  }

  /** Whether the embedded server runs with other settings than these. */
  synchronized boolean runsOtherwise(Embedded asked) {
    // The port is the gateway's to open and close.
    return settings != null
        && !(settings.files().equals(asked.files()) && settings.anonymous() == asked.anonymous());
  }

  @Override
  public synchronized void close() {
    if (sftp != null) {
      sftp.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
