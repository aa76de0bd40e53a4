package pasvport.firewall.need;

import java.net.Inet4Address;
import java.net.InetAddress;

/** A family of addresses. */
public enum Family {
  IPV4,
  IPV6;

  /** The family of an address. */
  public static Family of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }
}
