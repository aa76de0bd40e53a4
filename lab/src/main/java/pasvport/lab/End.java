package pasvport.lab;

import java.util.List;

/**
 * One end of a link: an interface of a host and the addresses it carries.
 *
 * @param host where the interface is
 * @param device the interface's name in that host, at most 15 characters (the kernel's bound)
 * @param addresses IPv4 and IPv6 addresses with their prefix length, as in {@code 198.51.100.10/24}
 */
public record End(Host host, String device, List<String> addresses) {
  public End {
    addresses = List.copyOf(addresses);
  }

  /** The same end with the interface's name chosen by the caller. */
  public End named(String name) {
    return new End(host, name, addresses);
  }
}
