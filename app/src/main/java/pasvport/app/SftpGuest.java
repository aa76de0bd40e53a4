package pasvport.app;

import java.net.InetAddress;
import java.time.Instant;
import pasvport.gateway.Refusal;
import pasvport.gateway.Visit;
import pasvport.server.Guest;
import pasvport.site.Allowance;
import pasvport.site.Denial;
import pasvport.site.PolicyRule;
import pasvport.site.Site;

/** The gateway's visit as the SFTP server's guest. */
record SftpGuest(Visit visit) implements Guest {

  @Override
  public InetAddress client() {
    return visit.client();
  }

  @Override
  public Site site() {
    return visit.site();
  }

  @Override
  public Instant now() {
    return visit.now();
  }

  @Override
  public boolean mayLogIn() {
    return visit.mayLogIn();
  }

  @Override
  public void loggedIn(String user) {
    visit.loggedIn(user);
  }

  @Override
  public void denied(Denial why, String detail) {
    visit.refused(Refusal.of(why), detail);
  }

  @Override
  public void refused(Misuse why, String detail) {
    visit.refused(
        switch (why) {
          case LOGIN_TIMEOUT -> Refusal.LOGIN_TIMEOUT;
          case ONLY_SFTP -> Refusal.ONLY_SFTP;
          case BAD_PACKET -> Refusal.BAD_PACKET;
          case TOO_MANY_HANDLES -> Refusal.TOO_MANY_HANDLES;
        },
        detail);
  }

  @Override
  public Allowance begin(PolicyRule rule, long room) {
    return visit.begin(rule, room);
  }

  @Override
  public void transferred(String verb, String path, long bytes, long nanos, String result) {
    visit.transferred(verb, path, bytes, nanos, result);
  }
}
