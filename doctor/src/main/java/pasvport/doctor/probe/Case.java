package pasvport.doctor.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Idle;
import pasvport.doctor.fact.Lookup;
import pasvport.doctor.fact.Session;
import pasvport.doctor.fact.Sftp;
import pasvport.doctor.fact.Ssh;
import pasvport.doctor.fact.Target;
import pasvport.doctor.fact.Transfer;

/** What the sessions of one test share: the wish, the facts so far, and what is done once. */
final class Case {
  private final Wish wish;
  private final Transcript transcript;
  private final Credentials credentials;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicBoolean verdictAsked = new AtomicBoolean();
  private final AtomicBoolean cutShort = new AtomicBoolean();
  private final List<Session> ended = new ArrayList<>();
  private final List<Transfer> transfers = new ArrayList<>();
  private final List<Idle> idles = new ArrayList<>();
  private final List<Ssh> sshes = new ArrayList<>();
  private final List<Sftp> sftps = new ArrayList<>();
  private Optional<Heard> bounce = Optional.empty();

  Case(Wish wish, Transcript transcript) {
    this.wish = wish;
    this.transcript = transcript;
    this.credentials = new Credentials(wish.login(), wish.secret());
  }

  Target target() {
    return wish.target();
  }

  Authorities authorities() {
    return wish.authorities();
  }

  boolean anyCertificate() {
    return wish.anyCertificate();
  }

  boolean upload() {
    return wish.upload();
  }

  /** Who logs in. */
  String login() {
    return wish.login();
  }

  SshLogin ssh() {
    return wish.ssh();
  }

  /** Whether there is somebody to log in by SSH, where nobody is anonymous. */
  boolean mayLogInBySsh() {
    return !credentials.anonymous()
        && !(credentials.password().isEmpty() && wish.ssh().keys().isEmpty());
  }

  /** Whether a login by SSH was refused. */
  synchronized boolean refusedBySsh() {
    return sftps.stream().anyMatch(sftp -> sftp.failedAt(Sftp.Step.LOGIN));
  }

  /** The servers whose SSH answers. */
  synchronized List<InetSocketAddress> answeringSsh() {
    return sshes.stream().filter(Ssh::key).map(Ssh::peer).toList();
  }

  Duration idle() {
    return wish.idle();
  }

  /** Whether nothing further is to be begun. */
  boolean outOfTime() {
    boolean over = transcript.now().compareTo(Patience.WHOLE.plus(wish.idle())) > 0;
    if (over && cutShort.compareAndSet(false, true)) {
      transcript.done(
          0,
          "the test has taken %d minutes and is cut short".formatted(Patience.WHOLE.toMinutes()));
    }
    return over;
  }

  Transcript transcript() {
    return transcript;
  }

  Credentials credentials() {
    return credentials;
  }

  int nextSession() {
    return sessions.incrementAndGet();
  }

  /** Whether the server's own verdict is still to be waited for: once a test, it takes a minute. */
  boolean firstToAskVerdict() {
    return verdictAsked.compareAndSet(false, true);
  }

  /** Whether a session that has ended was logged in. */
  synchronized boolean loggedIn() {
    return ended.stream().anyMatch(Session::loggedIn);
  }

  synchronized void add(Session session) {
    ended.add(session);
  }

  synchronized void add(Transfer transfer) {
    transfers.add(transfer);
  }

  synchronized void add(Idle idle) {
    idles.add(idle);
  }

  synchronized void add(Ssh ssh) {
    sshes.add(ssh);
  }

  synchronized void add(Sftp sftp) {
    sftps.add(sftp);
  }

  synchronized void bounced(Heard reply) {
    bounce = Optional.of(reply);
  }

  synchronized Facts facts(Instant began, Lookup lookup) {
    return new Facts(
        wish.target(),
        began,
        transcript.now(),
        lookup,
        ended.stream().sorted(Comparator.comparingInt(Session::number)).toList(),
        transfers.stream().sorted(Comparator.comparing(Transfer::at)).toList(),
        idles,
        sshes,
        sftps,
        bounce,
        credentials.withheld(),
        transcript.lines());
  }
}
