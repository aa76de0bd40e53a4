package pasvport.doctor.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.password.PasswordAuthenticationReporter;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Sftp;
import pasvport.doctor.fact.Sftp.Step;
import pasvport.ftp.Octets;

/** An SFTP session with a login, as far as it gets; for one thread, once. */
final class SftpCourse {
  private final Case test;
  private final InetSocketAddress peer;
  private final int number;
  private final AtomicBoolean passwordSent = new AtomicBoolean();
  private volatile String hostKey = "";
  private volatile boolean trusted;
  private volatile boolean late;
  private Step step = Step.TRUST;
  private boolean done;
  private boolean stalled;
  private boolean refused;
  private String said = "";
  private Octets stray = Octets.EMPTY;
  private Optional<SftpPackets> packets = Optional.empty();
  private Optional<SftpTalk> talk = Optional.empty();

  SftpCourse(Case test, InetSocketAddress peer) {
    this.test = test;
    this.peer = peer;
    this.number = test.nextSession();
  }

  void run() {
    note("connecting to %s, SFTP".formatted(Addresses.shown(peer)));
    try (var client = client()) {
      client.start();
      try (var session =
          client.connect(test.login(), peer).verify(Patience.CONTROL).getClientSession()) {
        var watchdog = Thread.startVirtualThread(() -> watch(session));
        try {
          converse(session);
          done = true;
        } finally {
          watchdog.interrupt();
        }
      }
    } catch (SftpPackets.StrayException other) {
      stray = other.came();
      failed(other);
    } catch (SftpTalk.RefusedException no) {
      refused = true;
      failed(no);
    } catch (SocketTimeoutException silence) {
      stalled = true;
      failed(silence);
    } catch (SocketException timeout) {
      // So the library's stream tells that nothing came for the time that it was given.
      stalled = true;
      failed(
          new IOException("nothing came for %d s".formatted(Patience.STALL.toSeconds()), timeout));
    } catch (IOException trouble) {
      stalled = late;
      failed(trouble);
    }
    test.add(
        new Sftp(
            number,
            peer,
            hostKey,
            done ? Optional.empty() : Optional.of(step),
            said,
            stalled,
            refused,
            stray,
            talk.map(SftpTalk::entries).orElse(0),
            packets.map(SftpPackets::longest).orElse(0),
            talk.map(SftpTalk::read).orElse(0L),
            talk.map(SftpTalk::written).orElse(0L)));
  }

  /** Ends a session whose server says so little at a time that no wait is ever long. */
  private void watch(ClientSession session) {
    try {
      Thread.sleep(Patience.SFTP);
      late = true;
      session.close(/* immediately= */ true);
    } catch (InterruptedException inTime) {
      // All that was asked is done.
    }
  }

  private void failed(IOException trouble) {
    said =
        late
            ? "it was not done within %d s".formatted(Patience.SFTP.toSeconds())
            : String.valueOf(trouble.getMessage());
    note("%s: %s".formatted(step.name().toLowerCase(Locale.ROOT), said));
  }

  private void note(String text) {
    test.transcript().done(number, text);
  }

  private SshClient client() {
    var client = SshClient.setUpDefaultClient();
    // Nothing of this machine's user: what is tested is what was asked for.
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setServerKeyVerifier((_, _, key) -> trust(key));
    client.setUserAuthFactories(
        List.of(
            UserAuthPublicKeyFactory.INSTANCE,
            UserAuthPasswordFactory.INSTANCE,
            UserAuthKeyboardInteractiveFactory.INSTANCE));
    client.setPasswordAuthenticationReporter(
        new PasswordAuthenticationReporter() {
          @Override
          public void signalAuthenticationAttempt(
              ClientSession session,
              String service,
              String oldPassword,
              boolean modified,
              String newPassword) {
            passwordSent.set(true);
          }
        });
    client.setUserInteraction(new OnePassword());
    return client;
  }

  private boolean trust(PublicKey key) {
    hostKey = KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    note("host key " + hostKey);
    trusted =
        test.anyCertificate()
            || test.ssh()
                .trusted()
                .know(test.target().host(), peer.getAddress(), peer.getPort(), key);
    if (!trusted) {
      test.credentials()
          .withhold(() ->
              "the server's host key, %s, is not one that is trusted here".formatted(hostKey));
    }
    return trusted;
  }

  /** Answers a question for the password where none was sent yet: a refused one is not repeated. */
  private final class OnePassword implements UserInteraction {
    @Override
    public String @Nullable [] interactive(
        ClientSession session,
        String name,
        String instruction,
        String language,
        String[] prompts,
        boolean[] echoed) {
      return prompts.length == 0
          ? new String[0]
          : prompts.length == 1 && !echoed[0] && passwordSent.compareAndSet(false, true)
              ? new String[] {test.credentials().password()}
              : null;
    }

    @Override
    public @Nullable String getUpdatedPassword(
        ClientSession session, String prompt, String language) {
      return null;
    }
  }

  private void converse(ClientSession session) throws IOException {
    test.ssh().keys().forEach(session::addPublicKeyIdentity);
    if (!test.credentials().password().isEmpty()) {
      session.addPasswordIdentity(test.credentials().password());
    }
    try {
      var asked = session.auth();
      if (!asked.await(Patience.GREETING)) {
        throw new SocketTimeoutException(
            "no answer within %d s".formatted(Patience.GREETING.toSeconds()));
      }
      asked.verify();
    } catch (IOException refused) {
      step = trusted ? Step.LOGIN : Step.TRUST;
      throw refused;
    }
    note("logged in as " + test.login());
    step = Step.SUBSYSTEM;
    try (var channel = session.createSubsystemChannel("sftp")) {
      channel.open().verify(Patience.REPLY);
      step = Step.VERSION;
      var in = (ChannelPipedInputStream) channel.getInvertedOut();
      in.setTimeout(Patience.STALL.toMillis());
      var line = new SftpPackets(in, channel.getInvertedIn());
      packets = Optional.of(line);
      line.begin();
      note("SFTP answers");
      ask(new SftpTalk(line));
    }
  }

  private void ask(SftpTalk asked) throws IOException {
    talk = Optional.of(asked);
    var path = test.target().path().isEmpty() ? "" : "/" + test.target().path();
    var folder = path.substring(0, path.lastIndexOf('/') + 1);
    step = Step.LISTING;
    asked.list(folder.isEmpty() ? "." : folder);
    note("%d entries in %s".formatted(asked.entries(), folder.isEmpty() ? "." : folder));
    step = Step.DOWNLOAD;
    var file =
        path.endsWith("/") || path.isEmpty()
            ? asked.largest().map(folder::concat)
            : Optional.of(path);
    if (file.isPresent()) {
      asked.download(file.get(), Countdown.of(Patience.TRANSFER));
      note("%d bytes of %s read".formatted(asked.read(), file.get()));
    }
    if (test.upload()) {
      step = Step.UPLOAD;
      var name = folder + "pasvport-test-" + System.nanoTime() + ".bin";
      asked.upload(name);
      note("%d bytes written".formatted(asked.written()));
      if (!asked.remove(name)) {
        note(name + " could not be deleted; please delete it");
      }
    }
  }
}
