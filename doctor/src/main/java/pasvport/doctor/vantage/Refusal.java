package pasvport.doctor.vantage;

import java.util.Locale;

/** Why a vantage does not do what it is asked for. */
public enum Refusal {
  /** The question cannot be read, or asks for something that there is not. */
  MALFORMED,
  UNKNOWN_TOKEN,
  /** No such test, or it is somebody else's. */
  UNKNOWN_TEST,
  /** The vantage has another role, or its operator has not allowed it. */
  NOT_OFFERED,
  NAME_NOT_FOUND,
  /** An address that is not public, in no network that the operator has allowed. */
  SPECIAL_ADDRESS,
  /** A port at which no FTP server can prove anything. */
  PORT_NOT_TESTED,
  /** Neither the greeting nor the DNS carries the challenge. */
  NOT_PROVED,
  /** The host does not let it be done; the message says what stands in the way. */
  NOT_POSSIBLE,
  TOO_OFTEN,
  /** As many tests as there may be at once are running, and as many wait. */
  BUSY;

  /** For programs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
