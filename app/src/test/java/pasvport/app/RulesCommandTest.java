package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.Dialects;
import pasvport.site.HostAddresses;

/** {@code pasvport rules}: what goes where, and what is refused. */
class RulesCommandTest {

  private static final HostAddresses HOST =
      new HostAddresses() {
        @Override
        public boolean isLocal(InetAddress address) {
          return address.isLoopbackAddress();
        }

        @Override
        public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
          return ipv6 ? Optional.empty() : Optional.of(InetAddress.ofLiteral("10.0.0.2"));
        }
      };

  private static final String TWO_HOPS =
      """
      path:
        - { name: edge, place: forwarding, outside-addresses: 203.0.113.1 }
        - { name: host, place: host }
      """;

  @TempDir private Path folder;

  @Test
  void the_list_names_every_dialect_on_a_line_of_its_own() {
    var run = Run.of(new RulesCommand(HOST), "--list");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsExactlyElementsOf(Dialects.all().stream().map(Dialect::name).toList());
  }

  @Test
  void the_rules_alone_go_to_standard_output() {
    var run = run("", "--for", "nftables");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("table inet pasvport {").last().isEqualTo("}");
    assertThat(run.err()).contains("# load: nft -f pasvport.nft");
  }

  @Test
  void files_are_written_into_the_folder_that_is_named() {
    var run = run("", "--for", "iptables", "--output", folder.resolve("new").toString());

    assertThat(run.code()).isZero();
    assertThat(folder.resolve("new/pasvport.v4")).content().contains("*filter");
    assertThat(folder.resolve("new/pasvport.v6")).content().contains("*filter");
    assertThat(run.out())
        .containsExactly(
            folder.resolve("new/pasvport.v4").toString(),
            folder.resolve("new/pasvport.v6").toString());
  }

  @Test
  void a_hop_is_chosen_where_there_are_several() {
    assertThat(run(TWO_HOPS, "--for", "nftables"))
        .satisfies(
            run -> assertThat(run.code()).isEqualTo(Main.USAGE),
            run -> assertThat(run.err()).anyMatch(line -> line.contains("Allowed: edge, host")));
    assertThat(run(TWO_HOPS, "--for", "nftables", "--at", "edge").out())
        .anyMatch(line -> line.contains("dnat ip to"));
  }

  @Test
  void the_site_names_the_dialect_where_the_command_does_not() {
    assertThat(run("path: [{ name: host, place: host, dialect: nftables }]").out())
        .contains("table inet pasvport {");
    assertThat(run("").err()).anyMatch(line -> line.startsWith("--for: which firewall is it?"));
    assertThat(run("", "--for", "abacus").err())
        .anyMatch(line -> line.startsWith("--for: abacus is not known. Allowed: "));
  }

  private Run run(String site, String... arguments) {
    try {
      var file = Files.writeString(folder.resolve("pasvport.yaml"), site);
      var words = new ArrayList<>(List.of("--site", file.toString()));
      words.addAll(List.of(arguments));
      return Run.of(new RulesCommand(HOST), words.toArray(String[]::new));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
