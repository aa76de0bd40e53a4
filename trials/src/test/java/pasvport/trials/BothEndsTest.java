package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Ran;
import pasvport.trials.client.Browser;
import pasvport.trials.server.Identity;
import pasvport.trials.server.Script;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A hand outside and one beside the server: the range is mapped as the firewall really has it, and
 * what devices on the way do to the dialogue is proved.
 */
@Tag("lab")
@Execution(ExecutionMode.CONCURRENT)
final class BothEndsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int VANTAGE = 8443;

  private static final String ALL = DoctorSpot.ALL + ", " + VANTAGE;

  /** Where reports are left, to be looked at. */
  private static final Path PAGES =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("target/page");

  @TempDir private static Path folder;
  private static DoctorLab lab;
  private static @Nullable OutsideVantage outside;

  @BeforeAll
  static void build() throws IOException {
    Files.createDirectories(PAGES);
    lab = DoctorLab.open(folder);
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static synchronized DoctorSpot spot() throws IOException {
    var spot = lab.spot();
    Files.createDirectories(spot.folder());
    return spot;
  }

  /** Starts the vantage outside, once. */
  private static synchronized OutsideVantage outside() throws IOException {
    if (outside == null) {
      outside = OutsideVantage.start(lab);
    }
    return outside;
  }

  /** Starts a vantage beside the server of a spot, with the certificate for its address outside. */
  private static Path beside(DoctorSpot spot) throws IOException {
    var site =
        Files.writeString(
            spot.folder().resolve("vantage.yaml"),
            "certificates: { files: [{ certificate: %s, key: %s }] }\n"
                .formatted(spot.identity().certificate(), spot.identity().key()));
    var home = spot.folder().resolve("vantage");
    spot.host()
        .start(
            Pasvport.verb(
                "vantage",
                "--beside",
                "--redirect",
                "--site",
                site.toString(),
                "--home",
                home.toString()),
            VANTAGE);
    return home.resolve("vantage-tokens");
  }

  private static Ran ran(Host host, DoctorSpot spot, List<String> options) {
    return ran(host, spot.address(), options);
  }

  /**
   * Runs a test.
   *
   * @param server its address as a URL has it
   */
  private static Ran ran(Host host, String server, List<String> options) {
    var words = new ArrayList<>(List.of("test", "ftp://%s/pub/".formatted(server)));
    words.addAll(options);
    return host.run(Pasvport.verb(words.toArray(String[]::new))).within(PATIENCE);
  }

  /** The options of a test with the vantage that is beside the server. */
  private static List<String> withBeside(DoctorSpot spot, Path token, String... more) {
    var options =
        new ArrayList<>(
            List.of(
                "--authority",
                spot.identity().certificate().toString(),
                "--beside",
                "https://%s:%d".formatted(spot.address(), VANTAGE),
                "--beside-token-file",
                token.toString()));
    options.addAll(List.of(more));
    return options;
  }

  private static JsonNode tested(DoctorSpot spot, Path token, String... more) {
    return tested(lab.outside, spot, withBeside(spot, token, more));
  }

  private static JsonNode tested(Host host, DoctorSpot spot, List<String> options) {
    return tested(host, spot.address(), options);
  }

  private static JsonNode tested(Host host, String server, List<String> options) {
    var all = new ArrayList<>(options);
    all.add("--json");
    var ran = ran(host, server, all);
    assertThat(ran.stdout()).as(ran.stderr()).startsWith("{");
    return JsonMapper.shared().readTree(ran.stdout());
  }

  /** That all is found that must be, and nothing else. */
  private static void assertFound(BothEndsCase made, JsonNode report) {
    assertThat(
            report
                .get("findings")
                .valueStream()
                .map(each -> each.get("id").asString() + " " + each.get("certainty").asString()))
        .containsExactlyInAnyOrderElementsOf(made.must());
  }

  /** That a report can be read at the width of a screen and of a telephone. */
  private static void assertReadable(DoctorSpot spot, Path page, String... texts)
      throws IOException {
    if (!Lab.installed("chromium") || !Lab.installed("chromedriver")) {
      assertThat(page).content().contains("both-ends");
      return;
    }
    for (int width : List.of(1000, 400)) {
      try (var browser = new Browser(spot.host(), spot.folder(), width)) {
        browser.open(page.toUri().toString());
        assertThat(browser.script("return document.body.innerText").asString()).contains(texts);
        assertThat(browser.script("return document.scrollingElement.scrollWidth").asInt())
            .isLessThanOrEqualTo(width);
      }
    }
  }

  private static List<String> found(JsonNode report) {
    return report.get("findings").valueStream().map(each -> each.get("id").asString()).toList();
  }

  private static JsonNode finding(JsonNode report, String id) {
    return report
        .get("findings")
        .valueStream()
        .filter(each -> each.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not among " + found(report)));
  }

  private static String range(JsonNode report) {
    return report
        .get("both-ends")
        .get("range")
        .valueStream()
        .map(each -> each.get("ports").asString() + " " + each.get("state").asString())
        .collect(Collectors.joining(", "));
  }

  private static List<String> changed(JsonNode report) {
    return report
        .get("both-ends")
        .get("comparison")
        .valueStream()
        .filter(each -> !each.get("same").asBoolean())
        .map(each -> each.get("scene").asString())
        .toList();
  }

  @Test
  void a_way_that_changes_nothing_is_open_and_the_same_at_both_ends() throws IOException {
    var spot = spot().open(ALL);
    spot.vsftpd();
    var token = beside(spot);

    var ran = ran(lab.outside, spot, withBeside(spot, token));

    assertThat(ran.stdout())
        .contains(
            "works.",
            "Beside the server: vsftpd, listens on 21",
            "The outside is seen there as " + DoctorLab.CLIENT,
            "Passive range as seen from outside: 50000-50009 open.",
            "Byte for byte the same at both ends: 12 of 12 scenes.");
    assertThat(ran.exit()).isZero();
    assertThat(spot.host().run("nft", "list", "ruleset").within(PATIENCE).stdout()).isEmpty();
  }

  @Test
  void ports_that_the_firewall_keeps_out_are_told_from_those_the_server_s_host_does()
      throws IOException {
    var spot = spot().in("21, 50000-50011, " + VANTAGE).out();
    spot.host()
        .nft(
            """
            table inet own {
              chain input {
                type filter hook input priority filter;
                tcp dport 50010-50011 reject with tcp reset
              }
            }
            """);
    spot.vsftpd();
    var page = PAGES.resolve("range.html");
    var report = tested(spot, beside(spot), "--ports", "50000-50014", "--report", page.toString());

    assertThat(range(report))
        .isEqualTo("50000-50009 open, 50010-50011 refused, 50012-50014 dropped");
    assertReadable(
        spot,
        page,
        "50000-50009\topen\tlet in",
        "50010-50011\trefused\tkept out",
        "tcp dport 50010-50011 reject",
        "50012-50014\tdropped\tlet in",
        "The outside is seen there as " + DoctorLab.CLIENT);
    assertFound(BothEndsCase.SHUT, report);
    var shut = finding(report, "range-shut");
    assertThat(shut.get("verdict").asString())
        .contains(
            "50010-50011, 50012-50014",
            "the server's own host keep 50010-50011 out, and something before it 50012-50014");
    assertThat(shut.get("evidence").toString()).contains("tcp dport 50010-50011 reject");
    assertThat(changed(report)).isEmpty();
  }

  @Test
  void a_range_that_is_configured_and_not_yet_in_force_is_told() throws IOException {
    var spot = spot().open(ALL + ", 50020-50029, " + VANTAGE);
    spot.vsftpd();
    var configuration = spot.folder().resolve("vsftpd.conf");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("pasv_min_port=50000", "pasv_min_port=50020")
            .replace("pasv_max_port=50009", "pasv_max_port=50029"));

    var report = tested(spot, beside(spot));

    assertFound(BothEndsCase.NOT_IN_FORCE, report);
    assertThat(range(report)).isEqualTo("50020-50029 open");
    assertThat(finding(report, "range-not-in-force").get("verdict").asString())
        .contains("announced port 500", "its configuration names 50020-50029");
  }

  @Test
  void the_kernel_s_helper_is_proved_and_named() throws IOException {
    var spot = spot().in(ALL).out().helper();
    spot.vsftpd("pasv_address=" + spot.inside());
    var page = PAGES.resolve("helper.html");
    var report = tested(spot, beside(spot), "--report", page.toString());

    assertThat(finding(report, "device-rewrites").get("verdict").asString())
        .contains("nf_conntrack_ftp");
    assertReadable(
        spot,
        page,
        "What was sent, and what came",
        spot.inside().replace('.', ','),
        spot.address().replace('.', ','),
        "and that never came",
        "the same at both ends");
    assertThat(finding(report, "device-rewrites").get("evidence").toString())
        .contains(spot.inside().replace('.', ','), spot.address().replace('.', ','));
    assertFound(BothEndsCase.HELPER, report);
    assertThat(changed(report))
        .contains("own-address", "two-segments")
        .doesNotContain("tls-own-address");
  }

  @Test
  void a_device_that_masks_and_cuts_is_named_by_what_it_does() throws IOException {
    var spot = spot();
    var report =
        behind(
            spot,
            """
            {"answers": [["^215 .*", "215 XXXX XXXX XX"], ["^227 .*192,0,2,1,.*", "close"]], "first": 50000, "last": 50009}\
            """);

    assertFound(BothEndsCase.INSPECTION, report);
    assertThat(finding(report, "device-rewrites").get("verdict").asString()).contains("ASA");
    assertThat(finding(report, "device-cuts").get("evidence").toString())
        .contains("foreign-address", "never came");
  }

  @Test
  void octets_that_come_otherwise_than_they_were_sent_are_proved() throws IOException {
    var report =
        behind(
            spot(),
            """
            {"commands": [["^PORT .*", "PORT 198,51,100,99,1,2"]], "first": 50000, "last": 50009, "spoil": true}\
            """);

    assertFound(BothEndsCase.DAMAGE, report);
    assertThat(finding(report, "device-rewrites").get("evidence").toString())
        .contains("active", "PORT 198,51,100,99,1,2");
  }

  /** A device between the firewall and vsftpd. */
  private static JsonNode behind(DoctorSpot spot, String rules) throws IOException {
    return behind(spot, at -> at.vsftpd("pasv_promiscuous=YES"), rules);
  }

  /** A device between the firewall and a server. */
  private static JsonNode behind(DoctorSpot spot, DoctorCase.Setup server, String rules)
      throws IOException {
    var device = spot();
    spot.rule(
        "prerouting ip daddr %s tcp dport != %d dnat ip to %s"
            .formatted(spot.address(), VANTAGE, device.inside()));
    spot.rule(
        "forward ip daddr { %s, %s } ct state new accept"
            .formatted(spot.inside(), device.inside()));
    spot.in(ALL);
    server.at(spot);
    Script.middlebox(device.host(), 21, device.folder(), spot.inside(), rules);
    return tested(spot, beside(spot));
  }

  @Test
  void a_device_that_reads_along_under_tls_is_proved_by_the_certificate() throws IOException {
    var spot = spot();
    var other = Identity.make(spot.folder(), "inspection", "IP:" + spot.address());
    var report =
        behind(
            spot,
            at -> at.vsftpdWithTls(at.identity(), "pasv_promiscuous=YES", "require_ssl_reuse=NO"),
            """
            {"certificate": "%s", "first": 50000, "last": 50009}\
            """
                .formatted(other.both()));

    assertFound(BothEndsCase.INTERCEPTION, report);
    assertThat(finding(report, "tls-intercepted").get("evidence").toString())
        .contains("tls-own-address", fingerprint(spot.identity()), fingerprint(other));
    assertThat(changed(report)).containsExactly("tls-own-address", "tls-extended");
  }

  /** As both ends show a certificate. */
  private static String fingerprint(Identity identity) throws IOException {
    try (var file = Files.newInputStream(identity.certificate())) {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(
                      CertificateFactory.getInstance("X.509")
                          .generateCertificate(file)
                          .getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void the_range_is_mapped_and_epsv_compared_over_ipv6() throws IOException {
    var spot = spot().in(Integer.toString(VANTAGE)).in6("21, 50000-50011").out().helper6();
    spot.host()
        .nft(
            """
            table inet own {
              chain input {
                type filter hook input priority filter;
                tcp dport 50010-50011 reject with tcp reset
              }
            }
            """);
    spot.vsftpd("listen=NO", "listen_ipv6=YES");
    var report =
        tested(
            lab.outside,
            "[" + spot.inside6() + "]",
            withBeside(spot, beside(spot), "--ports", "50000-50014"));

    assertThat(range(report))
        .isEqualTo("50000-50009 open, 50010-50011 refused, 50012-50014 dropped");
    assertFound(BothEndsCase.IPV6, report);
    assertThat(finding(report, "range-shut").get("evidence").toString())
        .contains(DoctorLab.CLIENT_6, "tcp dport 50010-50011 reject");
    assertThat(finding(report, "device-cuts").get("verdict").asString())
        .contains("nf_conntrack_ftp");
    assertThat(
            report
                .get("both-ends")
                .get("comparison")
                .valueStream()
                .map(each -> each.get("scene").asString()))
        .containsExactly("extended", "extended-two-segments", "active-extended", "tls-extended");
    assertThat(changed(report)).containsExactly("extended-two-segments");
  }

  @Test
  void a_port_that_leads_to_another_and_one_that_somebody_else_answers_are_told()
      throws IOException {
    var spot = spot();
    var other = spot();
    spot.rule(
        "prerouting ip daddr %s tcp dport 50003 dnat ip to %s:50013"
            .formatted(spot.address(), spot.inside()));
    spot.rule(
        "prerouting ip daddr %s tcp dport 50004 dnat ip to %s"
            .formatted(spot.address(), other.inside()));
    spot.rule("forward ip daddr %s tcp dport 50004 accept".formatted(other.inside()));
    spot.in("21, 50000-50014, " + VANTAGE).out();
    Script.listener(other.host(), 50004, other.folder(), "hello");
    spot.vsftpd("pasv_min_port=50005", "pasv_max_port=50009");
    var report = tested(spot, beside(spot), "--ports", "50000-50014");

    assertThat(range(report))
        .isEqualTo("50000-50002 open, 50003 shifted, 50004 intercepted, 50005-50014 open");
    assertFound(BothEndsCase.SHIFTED, report);
  }

  @Test
  void a_vantage_outside_and_the_server_s_own_host_settle_it_together() throws IOException {
    var vantage = outside();
    var spot = spot().in("21, 50000-50011").out();
    spot.vsftpd(vantage.banner(spot));
    var report =
        tested(
            spot.host(),
            spot,
            vantage.options("--beside", "here", "--redirect", "--ports", "50000-50014"));

    assertThat(range(report)).isEqualTo("50000-50011 open, 50012-50014 dropped");
    assertFound(BothEndsCase.SHUT, report);
    assertThat(finding(report, "range-shut").get("verdict").asString())
        .contains("something before this host keeps them out");
    assertThat(report.get("client-address").asString()).isEqualTo(DoctorLab.CLIENT);
    assertThat(report.get("both-ends").get("comparison").size()).isEqualTo(12);
    assertThat(changed(report)).isEmpty();
    assertThat(spot.host().run("nft", "list", "ruleset").within(PATIENCE).stdout()).isEmpty();
  }

  @Test
  void two_vantages_prove_a_device_to_a_tester_who_is_at_neither() throws IOException {
    var vantage = outside();
    var spot = spot().in(ALL).out().helper();
    var elsewhere = spot().out();
    spot.vsftpd(vantage.banner(spot), "pasv_address=" + spot.inside());
    var options = withBeside(spot, beside(spot));
    options.addAll(vantage.options());
    var report = tested(elsewhere.host(), spot, options);

    assertFound(BothEndsCase.HELPER, report);
    assertThat(finding(report, "device-rewrites").get("verdict").asString())
        .contains("nf_conntrack_ftp");
    assertThat(range(report)).isEqualTo("50000-50009 open");
    assertThat(report.get("both-ends").get("seen-as").get(0).asString())
        .isEqualTo(DoctorLab.CLIENT);
    assertThat(changed(report))
        .contains("own-address", "two-segments")
        .doesNotContain("tls-own-address");
  }
}
