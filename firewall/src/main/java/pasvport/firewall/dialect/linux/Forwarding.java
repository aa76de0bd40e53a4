package pasvport.firewall.dialect.linux;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;

/** What a Linux host needs to be a router. */
final class Forwarding {

  /** What those who drop the rest should know. */
  static final String INPUT_IS_LEFT =
      "What is sent to the firewall itself (hook input) is left to its other rules.";

  private Forwarding() {}

  static String note(HopNeeds hop) {
    return Arrays.stream(Family.values())
        .filter(hop::has)
        .map(family ->
            switch (family) {
              case IPV4 -> "net.ipv4.ip_forward=1";
              case IPV6 -> "net.ipv6.conf.all.forwarding=1";
            })
        .collect(joining(" and ", "The kernel forwards only with ", " (sysctl)."));
  }
}
