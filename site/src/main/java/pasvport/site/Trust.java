package pasvport.site;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/** Whose certificates are believed. */
public sealed interface Trust {
  /** How a fingerprint begins. */
  String FINGERPRINT = "sha256:";

  int SHA256_BYTES = 32;

  /** The authorities that the system trusts. */
  record Systems() implements Trust {
    @Override
    public String toString() {
      return "system";
    }
  }

  /** The authorities in a PEM file. */
  record Authorities(Path file) implements Trust {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * One certificate, whoever signed it and whatever name it bears.
   *
   * @param sha256 the fingerprint in lower-case hexadecimal digits, 64 of them
   */
  record Pinned(String sha256) implements Trust {
    @Override
    public String toString() {
      return FINGERPRINT + sha256;
    }
  }

  /**
   * Reads {@code system}, an absolute path, or {@code sha256:} and the fingerprint with or without
   * colons.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  static Trust parse(String text) {
    if (text.equals("system")) {
      return new Systems();
    }
    if (!text.toLowerCase(Locale.ROOT).startsWith(FINGERPRINT)) {
      return new Authorities(ValueType.path(text));
    }
    String digits = text.substring(FINGERPRINT.length()).replace(":", "").toLowerCase(Locale.ROOT);
    try {
      if (HexFormat.of().parseHex(digits).length == SHA256_BYTES) {
        return new Pinned(digits);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a fingerprint", e);
    }
    throw new IllegalArgumentException(
        Quoted.text(text) + " is not 64 hexadecimal digits long, as SHA-256 is");
  }
}
