package pasvport.site;

import java.net.InetAddress;

/** Which address a client is told to connect to for data (the host part of a 227 reply). */
public sealed interface Advertise {

  /** The address that the client's control connection reached; right without NAT in front. */
  record SameAsControl() implements Advertise {
    @Override
    public String toString() {
      return SAME_AS_CONTROL;
    }
  }

  /** The address of the interface that holds the default route; right on the firewall itself. */
  record Auto() implements Advertise {
    @Override
    public String toString() {
      return AUTO;
    }
  }

  /** This address. */
  record Literal(InetAddress address) implements Advertise {
    @Override
    public String toString() {
      return HostText.written(address);
    }
  }

  /** The address that this DNS name has at the time. */
  record Name(String name) implements Advertise {
    @Override
    public String toString() {
      return name;
    }
  }

  /** How {@link SameAsControl} is written. */
  String SAME_AS_CONTROL = "same-as-control";

  /** How {@link Auto} is written. */
  String AUTO = "auto";

  /**
   * Reads {@code same-as-control}, {@code auto}, an address or a DNS name.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  static Advertise parse(String text) {
    return switch (text) {
      case SAME_AS_CONTROL -> new SameAsControl();
      case AUTO -> new Auto();
      case String address when HostText.looksLikeOne(address) ->
          new Literal(HostText.parse(address));
      case String name -> new Name(HostText.name(name));
    };
  }
}
