package pasvport.doctor.ends;

import java.util.List;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Kind;
import pasvport.doctor.finding.Severity;

/** What is found with a hand at both ends. */
public final class Kinds {
  static final Kind RANGE_SHUT =
      Kind.of(
          "range-shut",
          "C1, C2, C3, C9",
          Severity.FAULT,
          "passive ports on which somebody listens are not reached from outside",
          Certainty.PROVED);

  static final Kind RANGE_SHIFTED =
      Kind.of(
          "range-shifted",
          "C7",
          Severity.FAULT,
          "a passive port leads to another port of the server's host",
          Certainty.PROVED);

  static final Kind RANGE_INTERCEPTED =
      Kind.of(
          "range-intercepted",
          "C27",
          Severity.FAULT,
          "something in between accepts data connections in the server's name",
          Certainty.PROVED);

  static final Kind RANGE_NOT_IN_FORCE =
      Kind.of(
          "range-not-in-force",
          "C2",
          Severity.FAULT,
          "the server announces ports outside the range in its configuration",
          Certainty.PROVED);

  static final Kind DEVICE_REWRITES =
      Kind.of(
          "device-rewrites",
          "C7, C8, C12, D3",
          Severity.NOTE,
          "a device on the way rewrites addresses or ports on the control connection",
          Certainty.PROVED);

  static final Kind DEVICE_CUTS =
      Kind.of(
          "device-cuts",
          "C13, C14, C15",
          Severity.WARNING,
          "a device on the way keeps replies back or ends sessions for what is in them",
          Certainty.PROVED);

  static final Kind BYTES_CHANGED =
      Kind.of(
          "bytes-changed",
          "C19, D6",
          Severity.FAULT,
          "what goes over a data connection does not come as it was sent",
          Certainty.PROVED);

  static final Kind TLS_INTERCEPTED =
      Kind.of(
          "tls-intercepted",
          "C20",
          Severity.FAULT,
          "a device on the way ends TLS and shows a certificate of its own",
          Certainty.PROVED);

  private Kinds() {}

  /** All of them. */
  public static List<Kind> all() {
    return List.of(
        RANGE_SHUT,
        RANGE_SHIFTED,
        RANGE_INTERCEPTED,
        RANGE_NOT_IN_FORCE,
        DEVICE_REWRITES,
        DEVICE_CUTS,
        BYTES_CHANGED,
        TLS_INTERCEPTED);
  }
}
