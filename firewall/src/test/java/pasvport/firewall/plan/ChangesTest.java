package pasvport.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pasvport.site.ServerSettings.Product;

/** What must change at the server or in the site, with the exact lines of each product. */
class ChangesTest {

  private static final String EDGE = "path: [{name: edge, outside-addresses: 203.0.113.1}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vsftpd           | pasv_min_port=50000                  | pasv_address=203.0.113.1
          proftpd          | PassivePorts 50000 50099             | MasqueradeAddress 203.0.113.1
          pure-ftpd        | PassivePortRange 50000 50099         | ForcePassiveIP 203.0.113.1
          filezilla        | <port_range><min>50000</min><max>50099</max></port_range> | <host_override>203.0.113.1</host_override>
          iis              | <firewallSupport lowDataChannelPort="50000" highDataChannelPort="50099"/> | <firewallSupport externalIp4Address="203.0.113.1"/>
          sftpgo           | in ftpd: "passive_port_range": {"start": 50000, "end": 50099} | in ftpd.bindings: "force_passive_ip": "203.0.113.1"
          apache-ftpserver | in data-connection: <passive ports="50000-50099"/> | in data-connection: <passive external-address="203.0.113.1"/>
          pyftpdlib        | or in Python: handler.passive_ports = range(50000, 50100) | -n 203.0.113.1
          bftpd            | PASSIVE_PORTS="50000-50099"          | OVERRIDE_IP="203.0.113.1"
          wu-ftpd          | passive ports 0.0.0.0/0 50000 50099  | passive address 203.0.113.1 0.0.0.0/0
          netbsd-ftpd      | portrange all 50000 50099            | advertize all 203.0.113.1
          glftpd           | pasv_ports 50000-50099               | pasv_addr 203.0.113.1
          other            | passive ports: 50000-50099           | address for passive mode (external or masquerade address): 203.0.113.1
          """)
  void a_server_without_a_range_behind_nat_is_told_both_in_its_own_words(
      String product, String range, String address) {
    var changes = changes("{product: %s, tls: offered}".formatted(product));
    assertThat(changes).filteredOn(Change::isNeeded).hasSize(2);
    assertThat(changes.get(0).lines()).contains(range);
    assertThat(changes.get(1).lines()).contains(address);
    assertThat(changes.get(1).reason()).contains("told its inside address");
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void every_product_says_how_a_change_comes_into_force(Product product) {
    var changes =
        changes(
            "{product: %s, tls: offered}"
                .formatted(product.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
    assertThat(changes)
        .allSatisfy(change -> assertThat(change.lines().getLast()).startsWith("# then: "));
  }

  @Test
  void debians_folder_of_pure_ftpd_gets_a_file_for_each_option() {
    assertThat(changes("{product: pure-ftpd, config: /etc/pure-ftpd/conf, tls: offered}"))
        .first()
        .extracting(Change::lines)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .first()
        .isEqualTo("echo '50000 50099' > /etc/pure-ftpd/conf/PassivePortRange");
  }

  @Test
  void the_old_filezilla_server_is_known_by_its_file() {
    assertThat(
            changes("{product: filezilla, config: '/opt/FileZilla Server.xml', tls: offered}")
                .getFirst()
                .lines())
        .contains("<Item name=\"Custom PASV min port\" type=\"numeric\">50000</Item>");
  }

  @Test
  void a_server_that_is_set_right_needs_nothing() {
    var changes = changes("{passive-ports: 40000-40009, announces: 203.0.113.1}");
    assertThat(changes).noneMatch(Change::isNeeded);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0", "203.0.113.9", "auto", "same-as-control"})
  void another_address_than_the_outermost_nats_is_wrong(String announces) {
    assertThat(changes("{passive-ports: 40000-40009, announces: %s}".formatted(announces)))
        .filteredOn(Change::isNeeded)
        .singleElement()
        .extracting(Change::what)
        .isEqualTo("announce 203.0.113.1");
  }

  @Test
  void a_name_may_lead_there_and_is_no_change() {
    assertThat(changes("{passive-ports: 40000-40009, announces: ftp.example.org}"))
        .noneMatch(Change::isNeeded);
  }

  @Test
  void without_nat_the_inside_address_is_right() {
    var plan =
        Planned.plan(
            "{server: 10.0.0.9, server-settings: {passive-ports: 40000-40009}, path: [{name: edge}]}");
    assertThat(plan.changes()).noneMatch(Change::isNeeded);
    assertThat(plan.needsChange()).isFalse();
  }

  @Test
  void with_two_nats_clients_must_be_told_the_first_ones_address() {
    var plan =
        Planned.plan(
            """
            listen: 10.0.0.2:21
            path:
              - {name: router, outside-addresses: 203.0.113.1}
              - {name: edge, outside-addresses: 192.168.0.1}
            """);
    assertThat(plan.changes())
        .singleElement()
        .isEqualTo(
            new Change(
                "pasvport.yaml",
                "announce 203.0.113.1",
                "Clients are told its inside address in reply to PASV, which leads nowhere from"
                    + " outside; only EPSV works.",
                List.of("passive:", "  address: 203.0.113.1"),
                "passive.address",
                true));
    assertThat(plan.needsChange()).isTrue();
  }

  @Test
  void the_gateway_that_says_the_outside_address_needs_nothing() {
    var plan =
        Planned.plan("{listen: 10.0.0.2:21, passive: {address: 203.0.113.1}, %s}".formatted(EDGE));
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.needsChange()).isFalse();
  }

  @Test
  void a_range_smaller_than_the_sessions_should_grow() {
    assertThat(
            changes(
                "{passive-ports: 40000-40009, announces: 203.0.113.1, sessions: 50, product: vsftpd,"
                    + " beyond-range: leak}"))
        .filteredOn(change -> change.key().equals("server-settings.passive-ports"))
        .singleElement()
        .satisfies(change -> {
          assertThat(change.lines()).contains("pasv_min_port=40000", "pasv_max_port=40049");
          assertThat(change.reason()).contains("takes a port outside");
        });
  }

  @Test
  void logging_is_proposed_and_not_needed() {
    assertThat(changes("{product: vsftpd, passive-ports: 40000-40009, announces: 203.0.113.1}"))
        .singleElement()
        .satisfies(change -> {
          assertThat(change.isNeeded()).isFalse();
          assertThat(change.where()).isEqualTo("/etc/vsftpd.conf");
          assertThat(change.lines()).contains("log_ftp_protocol=YES");
        });
  }

  private static List<Change> changes(String settings) {
    return Planned.plan(
            "{server: 10.0.0.9, profile: static, server-settings: %s, %s}"
                .formatted(settings, EDGE))
        .changes();
  }
}
