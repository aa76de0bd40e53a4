package pasvport.firewall.plan;

import java.util.Optional;
import pasvport.firewall.need.Purpose;
import pasvport.site.ServerSettings;
import pasvport.site.Site;
import pasvport.site.Tls;

/**
 * The entry as a client's settings name it.
 *
 * @param host address or placeholder
 * @param port of the control connection
 * @param encryption whether TLS can or must be used
 * @param takesActive whether PORT is served
 * @param demandsReuse whether data connections must resume the control connection's TLS session
 */
record ClientView(
    String host,
    int port,
    ServerSettings.TlsUse encryption,
    boolean takesActive,
    boolean demandsReuse) {

  static ClientView of(Draft draft) {
    var settings = draft.settings();
    var site = draft.site();
    return new ClientView(
        draft.entryName(),
        port(draft),
        switch (draft.profile()) {
          case GATEWAY -> encryption(site.tls().control());
          case STATIC, HELPER -> settings.tls();
        },
        switch (draft.profile()) {
          case GATEWAY -> site.active().offered();
          case STATIC, HELPER -> settings.active();
        },
        switch (draft.profile()) {
          case GATEWAY -> reuse(site);
          case STATIC, HELPER -> settings.sessionReuse();
        });
  }

  private static int port(Draft draft) {
    return Optional.of(Purpose.CONTROL)
        .flatMap(purpose -> draft.services(purpose).stream().findFirst())
        .map(service -> service.ports().first())
        .orElseThrow();
  }

  private static boolean reuse(Site site) {
    return site.tls().control() != Tls.Control.OFF && site.tls().requireSessionReuse();
  }

  private static ServerSettings.TlsUse encryption(Tls.Control control) {
    return switch (control) {
      case OFF -> ServerSettings.TlsUse.OFF;
      case OFFERED -> ServerSettings.TlsUse.OFFERED;
      case REQUIRED -> ServerSettings.TlsUse.REQUIRED;
    };
  }

  /** Whether a client should encrypt: always where it can. */
  boolean isEncrypted() {
    return encryption != ServerSettings.TlsUse.OFF;
  }

  /** The host as URLs write it (RFC 3986, section 3.2.2). */
  String inUrl() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Why the client of Windows, which knows neither PASV nor TLS, cannot come; empty if it can. */
  String problemOfWindowsFtp() {
    if (encryption == ServerSettings.TlsUse.REQUIRED) {
      return "it knows no TLS, which is required here";
    }
    return takesActive ? "" : "it knows active mode alone, which is not served here";
  }
}
