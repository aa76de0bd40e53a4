package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;
import pasvport.site.HostAddresses;

/**
 * What {@code pasvport plan} prints, as golden files have it; {@code -Drefresh=true} writes those
 * anew, to be read before they are committed.
 */
class PlanCommandTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", "."), "src/test/golden/plan");

  /** A host with the addresses 10.0.0.2 and 2001:db8:1::2. */
  private static final class Host implements HostAddresses {
    private static final List<InetAddress> ADDRESSES =
        Stream.of("10.0.0.2", "2001:db8:1::2").map(InetAddress::ofLiteral).toList();

    @Override
    public boolean isLocal(InetAddress address) {
      return address.isLoopbackAddress() || ADDRESSES.contains(address);
    }

    @Override
    public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
      return ADDRESSES.stream()
          .filter(address -> (address instanceof Inet6Address) == ipv6)
          .findFirst();
    }
  }

  @TempDir private Path folder;

  static Stream<String> sites() throws IOException {
    try (var folders = Files.list(GOLDEN)) {
      return folders.map(each -> String.valueOf(each.getFileName())).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("sites")
  void a_plan_is_printed_as_its_golden_file_has_it(String site) throws IOException {
    golden(site, "plan.txt", printed(plan(site)));
  }

  @ParameterizedTest
  @CsvSource({"gateway-behind-two-nats", "helper"})
  void json_says_the_same_for_programs(String site) throws IOException {
    golden(site, "plan.json", printed(plan(site, "--json")));
  }

  @ParameterizedTest
  @CsvSource({"gateway-behind-two-nats", "standard"})
  void the_drawing_is_as_its_golden_file_has_it(String site) throws IOException {
    var drawing = folder.resolve("plan.svg");
    plan(site, "--svg", drawing.toString());
    golden(site, "plan.svg", Files.readString(drawing));
  }

  @ParameterizedTest
  @MethodSource("sites")
  void every_drawing_is_whole_xml(String site) throws Exception {
    var drawing = folder.resolve("plan.svg");
    if (plan(site, "--svg", drawing.toString()).code() != 1) {
      var source = new InputSource(new StringReader(Files.readString(drawing)));
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(source)
                  .getDocumentElement()
                  .getTagName())
          .isEqualTo("svg");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "standard, 0",
    "gateway-behind-two-nats, 2",
    "gateway-on-the-firewall, 0",
    "static-vsftpd, 2",
    "static-proftpd, 2",
    "helper, 0",
    "mixture, 1"
  })
  void the_exit_code_says_whether_something_must_change(String site, int code) {
    assertThat(plan(site).code()).isEqualTo(code);
  }

  @Test
  void the_example_of_the_documentation_is_planned_and_needs_nothing() throws IOException {
    var text = Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/plan.md"));
    var begin = text.indexOf("```yaml\n") + "```yaml\n".length();
    var site = folder.resolve("example.yaml");
    Files.writeString(site, text.substring(begin, text.indexOf("```", begin)));
    var run = run("--site", site.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .anyMatch(line -> line.startsWith("Let through at router"))
        .anyMatch(line -> line.startsWith("Let through at box, and drop the rest"));
  }

  @Test
  void one_hop_can_be_asked_for() {
    assertThat(plan("gateway-behind-two-nats", "--at", "box").out())
        .anyMatch(line -> line.startsWith("Let through at box"))
        .noneMatch(line -> line.startsWith("Let through at router"));
  }

  @Test
  void a_hop_that_is_none_is_refused_with_those_that_are() {
    var run = plan("gateway-behind-two-nats", "--at", "cellar");
    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err())
        .contains("--at: cellar is no hop of the path. Allowed: router, edge, box");
  }

  @Test
  void the_rules_of_a_firewall_are_looked_through_with_their_lines() throws IOException {
    var rules = folder.resolve("saved.rules");
    Files.writeString(
        rules,
        """
        *nat
        :PREROUTING ACCEPT [0:0]
        -A PREROUTING -p tcp -m tcp --dport 50000:50100 -j DNAT --to-destination 10.0.0.2:50000
        COMMIT
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        COMMIT
        """);
    var run = plan("standard", "--against", rules.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .contains(
            "  defect collapsed-range, " + rules + ":3",
            "  risk related-without-helper, " + rules + ":9",
            "    -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    assertThat(printed(plan("standard", "--json", "--against", rules.toString())))
        .contains("\"against\": {", "\"id\": \"collapsed-range\"", "\"line\": 3");
  }

  @Test
  void a_firewall_that_lets_through_what_is_needed_and_no_more_needs_nothing() throws IOException {
    var run = against("-A FORWARD -s 198.51.100.0/24 -d 10.0.0.9/32 -p tcp --dport 21 -j ACCEPT");
    assertThat(run.out())
        .contains(
            folder.resolve("saved.rules") + " lets through what edge needs, and no more for FTP")
        .anyMatch(line -> line.startsWith("  open  FTP control  IPv4  21  by "))
        .contains(
            "Nothing is unsafe for FTP in the rules of " + folder.resolve("saved.rules") + ".");
    assertThat(run.code()).isZero();
  }

  @Test
  void what_is_missing_is_named_with_the_rule_that_drops_it() throws IOException {
    var run = against("-A FORWARD -p tcp --dport 22 -j ACCEPT");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .contains(folder.resolve("saved.rules") + " is not yet what edge needs")
        .anyMatch(line -> line.startsWith("  missing  FTP control  IPv4  21  by "));
  }

  @Test
  void what_is_open_beyond_need_is_named_with_its_rule() throws IOException {
    var run = against("-A FORWARD -d 10.0.0.9/32 -p tcp --dport 21 -j ACCEPT");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .anyMatch(line -> line.startsWith("  open beyond need: "))
        .anyMatch(line -> line.contains("-A FORWARD -d 10.0.0.9/32 -p tcp --dport 21 -j ACCEPT"));
    assertThat(String.join(" ", run.out())).doesNotContain("  missing  FTP control");
  }

  @Test
  void of_several_hops_the_one_that_is_compared_must_be_named() throws IOException {
    var rules = folder.resolve("saved.rules");
    Files.writeString(rules, "*filter\nCOMMIT\n");
    var run = plan("gateway-behind-two-nats", "--against", rules.toString());
    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err())
        .contains(
            "--against: which hop's firewall it is must be said with --at. Allowed: router, edge,"
                + " box");
  }

  /** The plan of the helper's site against a filter that drops all but what the rule accepts. */
  private Run against(String rule) throws IOException {
    var rules = folder.resolve("saved.rules");
    Files.writeString(rules, "*filter\n:FORWARD DROP [0:0]\n%s\nCOMMIT\n".formatted(rule));
    return plan("helper", "--against", rules.toString());
  }

  @Test
  void rules_that_are_not_there_are_told() {
    var missing = folder.resolve("missing.nft");
    var run = plan("standard", "--against", missing.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .containsExactly(
            missing
                + ": there is no such file. Allowed: a file, or nftables, iptables, firewalld, ufw"
                + " for this host's");
  }

  @Test
  void a_mistake_in_the_site_is_told_with_its_place() throws IOException {
    var site = folder.resolve("pasvport.yaml");
    Files.writeString(site, "path:\n  - name: Edge\n");
    var run = run("--site", site.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().startsWith(site + ":2:11: path[0].name: Edge");
  }

  @Test
  void a_drawing_that_cannot_be_written_is_told() {
    var missing = folder.resolve("missing/plan.svg");
    var run = plan("standard", "--svg", missing.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().startsWith(missing + ": cannot be written");
  }

  private static String printed(Run run) {
    return String.join("\n", Stream.concat(run.out().stream(), run.err().stream()).toList()) + "\n";
  }

  /** The plan for a site of the golden files, which is named without its folder in messages. */
  private Run plan(String site, String... options) {
    var file = GOLDEN.resolve(site).resolve("site.yaml").toString();
    var run =
        run(Stream.concat(Stream.of("--site", file), Stream.of(options)).toArray(String[]::new));
    return new Run(
        run.code(),
        run.out(),
        run.err().stream().map(line -> line.replace(file, "site.yaml")).toList());
  }

  private Run run(String... options) {
    return Run.of(new PlanCommand(new Host()), options);
  }

  private static void golden(String site, String name, String found) throws IOException {
    var file = GOLDEN.resolve(site).resolve(name);
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(file, found);
      return;
    }
    assertThat(found).isEqualTo(Files.readString(file));
  }
}
