package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The addresses of the host that runs this. */
class ThisHostTest {

  private final HostAddresses host = HostAddresses.ofThisHost();

  @Test
  void loopback_addresses_are_local_and_documentation_addresses_are_not() {
    assertThat(host.isLocal(HostText.parse("127.0.0.1"))).isTrue();
    assertThat(host.isLocal(HostText.parse("127.9.9.9"))).isTrue();
    assertThat(host.isLocal(HostText.parse("::1"))).isTrue();
    assertThat(host.isLocal(HostText.parse("203.0.113.77"))).isFalse();
    assertThat(host.isLocal(HostText.parse("2001:db8::77"))).isFalse();
  }

  @Test
  void the_address_of_the_default_route_is_one_of_this_hosts_and_of_the_family_asked_for() {
    assertThat(host.ofDefaultRoute(false).stream())
        .allSatisfy(address -> {
          assertThat(address.getAddress()).hasSize(4);
          assertThat(host.isLocal(address)).isTrue();
        });
    assertThat(host.ofDefaultRoute(true).stream())
        .allSatisfy(address -> assertThat(address.getAddress()).hasSize(16));
  }

  @Test
  void of_several_ipv4_default_routes_the_one_with_the_least_metric_counts() {
    assertThat(
            ThisHost.ipv4DefaultRoute(
                """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                wlan0	00000000	0101A8C0	0003	0	0	600	00000000	0	0	0
                eth0	00000000	010200C0	0003	0	0	100	00000000	0	0	0
                eth1	00000000	010200C0	0002	0	0	1	00000000	0	0	0
                eth2	0000000A	00000000	0001	0	0	0	000000FF	0	0	0
                *	00000000	00000000	0201	0	0	0	00000000	0	0	0
                """
                    .lines()
                    .toList()))
        .contains("eth0");
  }

  @Test
  void an_ipv6_route_that_rejects_is_no_default_route() {
    var zeros = "0".repeat(32);
    var rejecting =
        zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000000 00200200       lo";
    var real =
        zeros
            + " 00 "
            + zeros
            + " 00 fe800000000000000000000000000001 00000400 00000002 00000000 00450003     eth0";
    assertThat(ThisHost.ipv6DefaultRoute(rejecting.lines().toList())).isEmpty();
    assertThat(ThisHost.ipv6DefaultRoute((rejecting + "\n" + real).lines().toList()))
        .contains("eth0");
  }
}
