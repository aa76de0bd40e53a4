package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import pasvport.site.Advertise;
import pasvport.site.AdvertiseFor;
import pasvport.site.DataPeer;
import pasvport.site.Network;
import pasvport.site.Passive;
import pasvport.site.PortRange;

/** What a 227 tells whom. */
class AdvertisedTest {
  private static final InetAddress REACHED = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress INSIDE = InetAddress.ofLiteral("10.0.0.7");
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("203.0.113.9");
  private static final InetAddress PUBLIC = InetAddress.ofLiteral("198.51.100.4");

  private final KnownHost host = new KnownHost();

  private Advertised advertised(Advertise address, AdvertiseFor... exceptions) {
    return new Advertised(
        new Passive(
            new PortRange(50000, 50009), 0, address, List.of(exceptions), 1, DataPeer.EXACT),
        host);
  }

  private static AdvertiseFor to(String network, Advertise address) {
    return new AdvertiseFor(List.of(Network.parse(network)), address);
  }

  @Test
  void inside_clients_are_told_the_address_they_reached_and_others_the_public_one()
      throws IOException {
    try (var advertised =
        advertised(
            new Advertise.Literal(PUBLIC), to("10.0.0.0/8", new Advertise.SameAsControl()))) {
      advertised.start();
      assertThat(advertised.address(INSIDE, REACHED)).contains(asIpv4(REACHED));
      assertThat(advertised.address(OUTSIDE, REACHED)).contains(asIpv4(PUBLIC));
    }
  }

  @Test
  void the_first_network_that_matches_wins() {
    InetAddress narrow = InetAddress.ofLiteral("10.0.0.2");
    try (var advertised =
        advertised(
            new Advertise.SameAsControl(),
            to("10.0.0.0/24", new Advertise.Literal(narrow)),
            to("10.0.0.0/8", new Advertise.Literal(PUBLIC)))) {
      assertThat(advertised.address(INSIDE, REACHED)).contains(asIpv4(narrow));
      assertThat(advertised.address(InetAddress.ofLiteral("10.9.0.1"), REACHED))
          .contains(asIpv4(PUBLIC));
      assertThat(advertised.address(OUTSIDE, REACHED)).contains(asIpv4(REACHED));
    }
  }

  @Test
  void an_ipv6_address_that_was_reached_cannot_be_told() {
    try (var advertised = advertised(new Advertise.SameAsControl())) {
      assertThat(advertised.address(OUTSIDE, InetAddress.ofLiteral("2001:db8::1"))).isEmpty();
    }
  }

  @Test
  void auto_is_the_address_of_the_default_route_at_the_start() throws IOException {
    host.defaultRoute("198.51.100.4");
    try (var advertised = advertised(new Advertise.Auto())) {
      advertised.start();
      host.noDefaultRoute();
      assertThat(advertised.address(OUTSIDE, REACHED)).contains(asIpv4(PUBLIC));
    }
  }

  @Test
  void auto_without_a_default_route_is_said_at_the_start() {
    try (var advertised = advertised(new Advertise.Auto())) {
      assertThatThrownBy(advertised::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("auto")
          .hasMessageContaining("no IPv4 default route")
          .hasMessageContaining("write the address");
    }
  }

  @Test
  void a_name_is_resolved() throws IOException {
    try (var advertised = advertised(new Advertise.Name("localhost"))) {
      advertised.start();
      assertThat(advertised.address(OUTSIDE, REACHED)).contains(asIpv4("127.0.0.1"));
    }
  }

  @Test
  void a_name_that_cannot_be_resolved_tells_nothing_and_stops_nothing() throws IOException {
    try (var advertised =
        advertised(
            new Advertise.Name("nobody.invalid"),
            to("10.0.0.0/8", new Advertise.Literal(PUBLIC)))) {
      advertised.start();
      assertThat(advertised.address(OUTSIDE, REACHED)).isEmpty();
      assertThat(advertised.address(INSIDE, REACHED)).contains(asIpv4(PUBLIC));
    }
  }

  @Test
  void after_a_reload_the_last_answer_holds_until_a_look_up_succeeds() throws IOException {
    Advertise auto = new Advertise.Auto();
    host.defaultRoute("198.51.100.4");
    try (var before = advertised(auto)) {
      before.start();
      host.noDefaultRoute();
      Passive next = new Passive(new PortRange(1024, 1024), 0, auto, List.of(), 0, DataPeer.EXACT);
      try (var after = Advertised.after(before, next, host)) {
        after.start();
        assertThat(after.address(OUTSIDE, REACHED)).contains(asIpv4(PUBLIC));
      }
    }
  }

  private static Inet4Address asIpv4(InetAddress address) {
    return (Inet4Address) address;
  }

  private static Inet4Address asIpv4(String literal) {
    return asIpv4(InetAddress.ofLiteral(literal));
  }
}
