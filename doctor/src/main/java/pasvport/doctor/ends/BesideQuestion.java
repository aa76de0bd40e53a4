package pasvport.doctor.ends;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be asked of the end beside the server. */
public enum BesideQuestion {
  /** What it sees of the host: the server, its configuration, who listens, firewall, logs. */
  VIEW,
  /** To listen on {@code ports}, and to tell who comes the {@code secret}. */
  OPEN_DOORS,
  /** To listen there no more, and to say who came. */
  CLOSE_DOORS,
  /** To play the server's part for the addresses in {@code for}. */
  OPEN_STAGE,
  /** To end the play, and to say what was sent and what came. */
  CLOSE_STAGE,
  /** What the host's firewall does with new connections from {@code client}. */
  JUDGE;

  /** Reads one. */
  public static Optional<BesideQuestion> named(String name) {
    return Arrays.stream(values()).filter(question -> question.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
