package pasvport.importers;

import java.util.Locale;

/** The keys of {@code server-settings} that an import decides, in their order there. */
enum Setting {
  PRODUCT,
  VERSION,
  CONFIG,
  IMPLICIT_PORT,
  SFTP_PORT,
  PASSIVE_PORTS,
  PASSIVE_SOURCE,
  EPSV_PORTS,
  EPSV_SOURCE,
  BEYOND_RANGE,
  ANNOUNCES,
  ANNOUNCES_RESOLVED,
  ANNOUNCES_FOR,
  ACTIVE,
  ACTIVE_SOURCE_PORT,
  TLS,
  DATA_TLS,
  SESSION_REUSE,
  CHECKS_PEER,
  SESSIONS,
  SESSIONS_PER_ADDRESS;

  /** As it is written. */
  String key() {
    return dashed(this);
  }

  static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
