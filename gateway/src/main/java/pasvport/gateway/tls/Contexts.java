package pasvport.gateway.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link SSLContext} for one control session and its data connections.
 *
 * <p>A context of its own is what keeps sessions apart: its tickets are sealed with its own key, so
 * that a data connection that resumes has resumed this session and no other. It costs a tenth of a
 * millisecond.
 */
final class Contexts {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Contexts() {}

  /**
   * Settles what holds for all TLS of this process; Java looks once, when its TLS is first used.
   *
   * <p>Below TLS 1.3 it takes no ticket that lives for longer than seven days, and a server that
   * gives one keeps no session beside it: vsftpd's live for 68 years, and it then demands that they
   * be resumed. A server that is not asked for a ticket keeps the session itself. Tickets of TLS
   * 1.3 are another thing and stay.
   *
   * <p>Many clients use a ticket of TLS 1.3 once, and an upload gives them none, so each handshake
   * gives more than one.
   */
  static void settle() {
    System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    System.setProperty("jdk.tls.server.newSessionTicketCount", "3");
  }

  static SSLContext fresh(KeyManager @Nullable [] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, RANDOM);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
