package pasvport.doctor.fact;

import java.net.InetSocketAddress;
import java.time.Duration;

/** How an attempt to connect ended, or to be connected to. */
public sealed interface Connected {

  /** It was not attempted. */
  record NotTried() implements Connected {}

  /**
   * A connection stood.
   *
   * @param local this end of it
   * @param remote the other end
   */
  record Open(InetSocketAddress local, InetSocketAddress remote, Duration took)
      implements Connected {}

  /** It was refused: by a reset, or by ICMP "port unreachable", which sockets do not tell apart. */
  record Refused(Duration took) implements Connected {}

  /**
   * ICMP said that there is no way: host unreachable, or forbidden by an administrator.
   *
   * @param said in the words of this system
   */
  record Unreachable(String said, Duration took) implements Connected {}

  /** Nothing came. */
  record Silent(Duration waited) implements Connected {}

  /** Whether a connection stood. */
  default boolean open() {
    return this instanceof Open;
  }

  /** Whether it was attempted and nothing came. */
  default boolean silent() {
    return this instanceof Silent;
  }

  /** Whether it was attempted in vain. */
  default boolean failed() {
    return switch (this) {
      case NotTried _, Open _ -> false;
      case Refused _, Unreachable _, Silent _ -> true;
    };
  }
}
