package pasvport.ftp;

import java.util.Optional;
import java.util.Set;

/**
 * The verbs that a gateway treats in a special way; all are upper-case, as in {@link
 * Command#verb()}.
 */
public final class Verbs {
  /** Which way a transfer's bytes go. */
  public enum Direction {
    FROM_SERVER,
    TO_SERVER
  }

  private static final Set<String> FROM_SERVER = Set.of("RETR", "LIST", "NLST", "MLSD");
  private static final Set<String> TO_SERVER = Set.of("STOR", "APPE", "STOU");
  private static final Set<String> SECURITY =
      Set.of("AUTH", "ADAT", "PROT", "PBSZ", "CCC", "MIC", "CONF", "ENC", "SSCN", "CPSV");
  private static final Set<String> DATA_SETUP =
      Set.of("PASV", "EPSV", "PORT", "EPRT", "SPSV", "LPSV", "LPRT");

  private Verbs() {}

  /**
   * Which way a verb moves data (RFC 959 section 4.1.3, RFC 3659 section 7), or empty if it moves
   * none.
   */
  public static Optional<Direction> transfer(String verb) {
    if (FROM_SERVER.contains(verb)) {
      return Optional.of(Direction.FROM_SERVER);
    }
    return TO_SERVER.contains(verb) ? Optional.of(Direction.TO_SERVER) : Optional.empty();
  }

  /**
   * Whether a verb changes how connections are protected (RFC 2228, RFC 4217; SSCN and CPSV for
   * server to server).
   */
  public static boolean isSecurity(String verb) {
    return SECURITY.contains(verb);
  }

  /**
   * Whether the control connection's bytes may mean something else behind a verb: TLS begins with
   * AUTH (RFC 4217 section 4) and ends with CCC (section 6).
   */
  public static boolean changesProtection(String verb) {
    return verb.equals("AUTH") || verb.equals("CCC");
  }

  /**
   * Whether a verb arranges a data connection (RFC 959, RFC 2428, RFC 1639; SPSV of old servers).
   */
  public static boolean isDataSetup(String verb) {
    return DATA_SETUP.contains(verb);
  }
}
