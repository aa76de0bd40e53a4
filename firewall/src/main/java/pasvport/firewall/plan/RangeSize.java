package pasvport.firewall.plan;

import pasvport.site.ServerSettings;
import pasvport.site.ServerSettings.Product;

/**
 * How many passive ports are enough.
 *
 * <p>A server binds a port for each transfer, so at least as many are needed as sessions transfer
 * at once. A port whose connection has ended is not free for the same client yet: its side that
 * closed first stays in TIME_WAIT for two maximum segment lifetimes, four minutes (RFC 9293,
 * sections 3.4.2 and 3.6.1), and FileZilla Server avoids such a port for as long. So {@code ports ≥
 * sessions} and {@code ports > transfers a minute × 4}.
 *
 * @param least for the sessions that are allowed; 1 if their number is not known
 * @param recommended to be opened
 */
record RangeSize(int least, int recommended) {

  /** Twice the maximum segment lifetime of two minutes. */
  static final int TIME_WAIT_MINUTES = 4;

  /** Twenty-five listings and files a minute: a person with a client of several connections. */
  private static final int USUAL = 100;

  /** Beyond, a range is hardly smaller than "every high port"; the gateway needs ten. */
  static final int MOST = 1000;

  /** What Pure-FTPd divides its range by to bound its clients (tested: 11 ports, 5 clients). */
  private static final int PURE_FTPD_PORTS_A_SESSION = 2;

  /** For a server with these settings. */
  static RangeSize ofServer(ServerSettings settings) {
    var least =
        settings.sessions().orElse(1)
            * (settings.product() == Product.PURE_FTPD ? PURE_FTPD_PORTS_A_SESSION : 1);
    return new RangeSize(least, Math.clamp(least, USUAL, MOST));
  }

  /** Transfers a minute that this many ports carry for one client without a port used twice. */
  static int transfersAMinute(int ports) {
    return Math.max(1, (ports - 1) / TIME_WAIT_MINUTES);
  }
}
