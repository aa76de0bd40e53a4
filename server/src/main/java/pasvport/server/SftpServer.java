package pasvport.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionDisconnectHandler;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.TimeoutIndicator;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Embedded;
import pasvport.site.Home;

/**
 * SFTP for the embedded server's users: Apache MINA SSHD on loopback, behind a pass-through entry
 * of the gateway, which admits clients, counts them, and knows who they are.
 *
 * <p>Of SSH there is the sftp subsystem and nothing else: no shell, no commands, no forwarding, no
 * compression, and none of the algorithms that are only kept for old clients.
 */
public final class SftpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SftpServer.class);

  /** As OpenSSH has it (MaxAuthTries, sshd_config(5)). */
  private static final int MOST_AUTH_REQUESTS = 6;

  /** Clients open one, or one a transfer and then by connections of their own. */
  private static final int MOST_CHANNELS = 5;

  private static final Duration STOP_WAIT = Duration.ofSeconds(2);

  private static final AttributeKey<SftpLogin> LOGIN = new AttributeKey<>();

  private final SshServer server;

  private SftpServer(SshServer server) {
    this.server = server;
  }

  /**
   * Starts the server on an ephemeral port of 127.0.0.1.
   *
   * @param home where host keys and authorized keys are, and the files unless the settings name
   *     another folder
   * @param front who has come from an address of this host; nobody else is served
   * @throws IOException if a host key or the port cannot be had
   */
  public static SftpServer start(
      Embedded settings, Home home, Users users, Function<InetSocketAddress, Optional<Guest>> front)
      throws IOException {
    List<KeyPair> keys = HostKeys.open(home);
    var folders = new UserFolders(settings.files().orElse(home.files()));
    var authorized = new AuthorizedKeys(home, users);
    var server = modern();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(keys));
    server.setUserAuthFactories(
        List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
    server.setPasswordAuthenticator((user, password, session) ->
        login(session).map(login -> login.password(user, password)).orElse(false));
    server.setPublickeyAuthenticator(
        (user, key, session) -> login(session).map(login -> login.key(user, key)).orElse(false));
    server.addSessionListener(
        new Arrivals(
            guest -> new SftpLogin(guest, users, authorized, folders, settings.anonymous()),
            front));
    server.setSessionDisconnectHandler(new Timeouts());
    onlySftp(server);
    server.start();
    return new SftpServer(server);
  }

  private static SshServer modern() {
    var server =
        ServerBuilder.builder()
            .keyExchangeFactories(
                NamedFactory.setUpTransformedFactories(
                    true,
                    List.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg18_512,
                        BuiltinDHFactories.dhg14_256),
                    ServerBuilder.DH2KEX))
            .cipherFactories(
                supported(
                    List.of(
                        BuiltinCiphers.aes128gcm,
                        BuiltinCiphers.aes256gcm,
                        BuiltinCiphers.cc20p1305_openssh,
                        BuiltinCiphers.aes128ctr,
                        BuiltinCiphers.aes192ctr,
                        BuiltinCiphers.aes256ctr)))
            .macFactories(
                supported(
                    List.of(
                        BuiltinMacs.hmacsha256etm,
                        BuiltinMacs.hmacsha512etm,
                        BuiltinMacs.hmacsha256,
                        BuiltinMacs.hmacsha512)))
            .signatureFactories(
                supported(
                    List.of(
                        BuiltinSignatures.ed25519,
                        BuiltinSignatures.sk_ssh_ed25519,
                        BuiltinSignatures.nistp256,
                        BuiltinSignatures.nistp384,
                        BuiltinSignatures.nistp521,
                        BuiltinSignatures.sk_ecdsa_sha2_nistp256,
                        BuiltinSignatures.rsaSHA512,
                        BuiltinSignatures.rsaSHA256)))
            .compressionFactories(supported(List.of(BuiltinCompressions.none)))
            .build();
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Pasvport");
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, MOST_AUTH_REQUESTS);
    CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, MOST_CHANNELS);
    CoreModuleProperties.STOP_WAIT_TIME.set(server, STOP_WAIT);
    CoreModuleProperties.TCP_NODELAY.set(server, true);
    // The gateway in front ends what is idle: it sees every byte too.
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    return server;
  }

  private static <T, E extends NamedFactory<T> & OptionalFeature> List<NamedFactory<T>> supported(
      List<E> algorithms) {
    return algorithms.stream()
        .filter(OptionalFeature::isSupported)
        .<NamedFactory<T>>map(algorithm -> algorithm)
        .toList();
  }

  private static void onlySftp(SshServer server) {
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setChannelFactories(List.of(ChannelSessionFactory.INSTANCE));
    server.setGlobalRequestHandlers(
        List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE));
    server.setSubsystemFactories(List.of(new Sftp()));
    server.setShellFactory(channel -> refusal(channel, "shell"));
    server.setCommandFactory((channel, command) -> refusal(channel, "exec"));
  }

  private static Command refusal(ChannelSession channel, String asked) throws IOException {
    return new OnlySftp(loggedIn(channel).guest(), asked);
  }

  private static Optional<SftpLogin> login(Session session) {
    return Optional.ofNullable(session.getAttribute(LOGIN));
  }

  private static SftpLogin loggedIn(ChannelSession channel) throws IOException {
    return login(channel.getSession())
        .orElseThrow(() -> new IOException("nobody has logged in here"));
  }

  /** The one thing that is served. */
  private static final class Sftp implements SubsystemFactory {
    @Override
    public String getName() {
      return "sftp";
    }

    @Override
    public Command createSubsystem(ChannelSession channel) throws IOException {
      return new SftpCommand(loggedIn(channel));
    }
  }

  /** Who comes, and who has logged in. */
  private record Arrivals(
      Function<Guest, SftpLogin> logins, Function<InetSocketAddress, Optional<Guest>> front)
      implements SessionListener {

    /** The gateway has put the client on its list before a byte of it can come here. */
    @Override
    public void sessionPeerIdentificationReceived(
        Session session, String version, List<String> extraLines) {
      var guest = guest(session.getIoSession().getRemoteAddress());
      if (guest.isEmpty()) {
        log.warn("a connection from this host that did not come through the gateway was closed");
        session.close(true);
        return;
      }
      CoreModuleProperties.AUTH_TIMEOUT.set(session, guest.get().site().timeouts().login());
      session.setAttribute(LOGIN, logins.apply(guest.get()));
    }

    private Optional<Guest> guest(SocketAddress from) {
      return from instanceof InetSocketAddress address ? front.apply(address) : Optional.empty();
    }

    @Override
    public void sessionEvent(Session session, Event event) {
      if (event == Event.Authenticated) {
        login(session).ifPresent(login -> login.loggedIn(session.getUsername()));
      }
    }
  }

  /** Says why a connection ended. */
  private static final class Timeouts implements SessionDisconnectHandler {
    @Override
    public boolean handleTimeoutDisconnectReason(Session session, TimeoutIndicator status) {
      if (status.getStatus() == TimeoutIndicator.TimeoutStatus.AuthTimeout) {
        login(session).ifPresent(login -> login.guest().refused(Guest.Misuse.LOGIN_TIMEOUT, ""));
      }
      return false;
    }
  }

  /** Where the server listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.getPort());
  }

  /** Cuts all sessions, and stops. */
  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      log.warn("the SFTP server did not stop: {}", e.toString());
    }
  }
}
