package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Running;

/**
 * The gateway behind a router that forwards what it is asked to (Debian's miniupnpd).
 *
 * <pre>
 *   outside 44.0.0.2 ── 44.0.0.1 wan0  router  lan0 192.168.1.1 ── 192.168.1.10 inside
 * </pre>
 */
@Tag("lab")
final class RouterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SITE =
      """
      listen: [2121]
      passive: { ports: 50000-50003, address: 44.0.0.1 }
      tls: { control: "off" }
      embedded: { sftp-port: 0 }
      """;

  @TempDir private Path folder;
  private Lab lab;
  private Host outside;
  private Host router;
  private Host inside;

  @BeforeEach
  void build() {
    assumeTrue(Lab.missing().isEmpty(), () -> String.join("; ", Lab.missing()));
    assumeTrue(Lab.installed("miniupnpd"), "the trial needs the program miniupnpd");
    lab = Lab.open("router");
    outside = lab.host("outside");
    router = lab.host("router");
    inside = lab.host("inside");
    lab.link(outside.at("44.0.0.2/24"), router.at("44.0.0.1/24").named("wan0"));
    lab.link(router.at("192.168.1.1/24").named("lan0"), inside.at("192.168.1.10/24"));
    router.forwarding(true);
    inside.defaultRoute("192.168.1.1");
    router.nft(
        """
        table inet filter {
          chain forward { type filter hook forward priority 0; policy drop; ct state established accept; iifname lan0 accept; jump miniupnpd; }
          chain miniupnpd { }
          chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
          chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; oifname wan0 masquerade; }
          chain prerouting_miniupnpd { }
          chain postrouting_miniupnpd { }
        }
        """
            .replace("; }", "; };")
            .replace("{ }", "{ };"));
  }

  @AfterEach
  void remove() {
    lab.close();
  }

  private void miniupnpd(String... settings) throws IOException {
    var configuration =
        Files.writeString(
            folder.resolve("miniupnpd.conf"),
            """
            ext_ifname=wan0
            listening_ip=lan0
            http_port=5000
            enable_upnp=yes
            secure_mode=yes
            upnp_table_name=filter
            upnp_nat_table_name=filter
            upnp_forward_chain=miniupnpd
            upnp_nat_chain=prerouting_miniupnpd
            upnp_nat_postrouting_chain=postrouting_miniupnpd
            uuid=00000000-0000-0000-0000-000000000000
            lease_file=%s
            %s
            """
                .formatted(folder.resolve("leases"), String.join("\n", settings)));
    router.start(
        List.of(
            "miniupnpd",
            "-d",
            "-f",
            configuration.toString(),
            "-P",
            folder.resolve("pid").toString()),
        5000);
  }

  private Running forwarding() throws IOException {
    var site = Files.writeString(folder.resolve("pasvport.yaml"), SITE);
    return inside.start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "pasvport.app.Main",
            "apply",
            "--via",
            "router",
            "--site",
            site.toString()));
  }

  private String forwarded() {
    return router
        .run("nft", "list", "chain", "inet", "filter", "prerouting_miniupnpd")
        .within(PATIENCE)
        .orThrow()
        .stdout();
  }

  @ParameterizedTest
  @CsvSource({
    "PCP, enable_natpmp=yes, ''",
    "NAT-PMP, enable_natpmp=yes, 'udp dport 5351 @th,64,8 2 drop'",
    "UPnP, enable_natpmp=no, ''"
  })
  void a_router_forwards_what_it_is_asked_for_until_it_is_released(
      String protocol, String setting, String deaf) throws Exception {
    router.nft(
        """
        table inet deaf {
          chain input { type filter hook input priority 0; %s; };
        }
        """
            .formatted(deaf));
    miniupnpd(setting);
    try (var gateway = Pasvport.up(inside, folder.resolve("home"), 2121, SITE);
        var forwarding = forwarding()) {
      forwarding.awaitStdout("takes them back", PATIENCE);
      assertThat(forwarding.stdout())
          .contains(
              "(%s) leads these ports of 44.0.0.1 here: 2121, 50000-50003.".formatted(protocol));
      var url = gateway.url().replaceFirst("@[^/]*", "@44.0.0.1:2121");
      var listing =
          outside
              .run(
                  "curl",
                  "-sS",
                  "--fail",
                  "--max-time",
                  "20",
                  "--disable-epsv",
                  "--no-ftp-skip-pasv-ip",
                  url)
              .within(PATIENCE);
      assertThat(listing.succeeded()).as(listing.toString()).isTrue();

      forwarding.terminate();
      await().atMost(PATIENCE).until(() -> !forwarded().contains("50000"));
      assertThat(forwarded()).doesNotContain("2121");
    }
  }

  @Test
  void a_router_that_is_itself_behind_nat_is_told() throws Exception {
    for (var words : List.of("delete 44.0.0.1/24", "add 10.99.0.1/24")) {
      var command = new ArrayList<>(List.of("ip", "address"));
      command.addAll(List.of(words.split(" ", -1)));
      command.addAll(List.of("dev", "wan0"));
      router.run(command).within(PATIENCE).orThrow();
    }
    router.defaultRoute("10.99.0.2");
    miniupnpd("enable_natpmp=yes");
    try (var forwarding = forwarding()) {
      forwarding.awaitStderr("it stands behind another NAT", PATIENCE);
    }
  }

  @Test
  void a_host_behind_another_nat_learns_that_its_address_does_not_match() throws Exception {
    miniupnpd("enable_natpmp=yes");
    inside.nft(
        """
        table ip between {
          chain postrouting { type nat hook postrouting priority 100; udp dport 5351 snat to 192.168.1.11; };
        }
        """);
    inside.address("eth0", "192.168.1.11/24");
    try (var forwarding = forwarding()) {
      forwarding.awaitStderr("ADDRESS_MISMATCH", PATIENCE);
    }
  }

  @Test
  void a_router_that_forwards_nothing_is_told_with_what_each_protocol_says() throws Exception {
    try (var forwarding = forwarding()) {
      forwarding.awaitStderr("does not forward port 2121", PATIENCE);
      assertThat(forwarding.stderr()).contains("PCP: ", "NAT-PMP: ", "UPnP: ");
    }
  }
}
