package pasvport.doctor.ends;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One variant of what a device on the way may change: what the client asks for and how the server
 * answers. What is changed, kept back and let pass tells which device it is.
 */
public enum Scene {
  /** 227 with the server's own address, as servers say it that were told nothing else. */
  OWN_ADDRESS("PASV", false, true),
  /** 227 with the address that the client has connected to, as servers behind NAT are told to. */
  OUTSIDE_ADDRESS("PASV", false, true),
  /** 227 with an address that is neither's. */
  FOREIGN_ADDRESS("PASV", false, false),
  /** 227 with a port below 1024. */
  LOW_PORT("PASV", false, false),
  /** 227 without parentheses, which RFC 959 leaves free (RFC 1123 section 4.1.2.6). */
  WITHOUT_PARENTHESES("PASV", false, true),
  /** 227 in two segments. */
  TWO_SEGMENTS("PASV", false, true),
  EXTENDED("EPSV", false, true),
  /** 229 in two segments. */
  EXTENDED_TWO_SEGMENTS("EPSV", false, true),
  ACTIVE("PORT", false, false),
  ACTIVE_EXTENDED("EPRT", false, false),
  TLS_OWN_ADDRESS("PASV", true, true),
  TLS_EXTENDED("EPSV", true, true);

  private final String command;
  private final boolean encrypted;
  private final boolean data;

  Scene(String command, boolean encrypted, boolean data) {
    this.command = command;
    this.encrypted = encrypted;
    this.data = data;
  }

  /** What the client says. */
  String command() {
    return command;
  }

  /** Whether TLS begins before anything else. */
  boolean encrypted() {
    return encrypted;
  }

  /** Whether a data connection follows. */
  boolean hasData() {
    return data;
  }

  boolean split() {
    return this == TWO_SEGMENTS || this == EXTENDED_TWO_SEGMENTS;
  }

  /** Reads one. */
  static Optional<Scene> named(String name) {
    return Arrays.stream(values()).filter(scene -> scene.toString().equals(name)).findFirst();
  }

  /** Those that can be played: PASV and PORT have no IPv6 (RFC 2428), TLS needs a certificate. */
  static List<Scene> playable(boolean ipv6, boolean tls) {
    return Arrays.stream(values())
        .filter(scene -> tls || !scene.encrypted)
        .filter(scene -> !ipv6 || scene.command.startsWith("E"))
        .toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
