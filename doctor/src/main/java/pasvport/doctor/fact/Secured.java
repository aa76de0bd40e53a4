package pasvport.doctor.fact;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a TLS handshake went. */
public sealed interface Secured {

  /** It was not attempted. */
  record NotTried() implements Secured {}

  /**
   * It was completed.
   *
   * @param protocol such as {@code TLSv1.3}
   * @param resumed whether an earlier session was resumed: no certificate came
   * @param chain the server's certificates, its own first; empty if resumed
   * @param untrusted why no authority that is known here vouches for it
   * @param otherName the names it is for, if the tested one is not among them
   */
  record Done(
      String protocol,
      boolean resumed,
      List<X509Certificate> chain,
      Optional<String> untrusted,
      Optional<String> otherName,
      Duration took)
      implements Secured {
    public Done {
      chain = List.copyOf(chain);
    }
  }

  /**
   * It was not.
   *
   * @param how whether the connection ended, nothing came, or TLS itself was at fault
   */
  record Failed(How how, String said, Duration took) implements Secured {}

  /** How a handshake failed. */
  enum How {
    CUT,
    SILENCE,
    TLS
  }

  /** Whether it was completed. */
  default boolean done() {
    return this instanceof Done;
  }

  /** Whether it was completed as a resumption. */
  default boolean resumed() {
    return this instanceof Done done && done.resumed();
  }

  /** For people. */
  default String shown() {
    return switch (this) {
      case NotTried _ -> "(no TLS)";
      case Done done -> done.protocol() + (done.resumed() ? ", resumed" : ", full handshake");
      case Failed failed -> failed.said();
    };
  }
}
