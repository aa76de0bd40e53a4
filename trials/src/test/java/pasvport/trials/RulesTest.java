package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.dialect.Dialects;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;
import pasvport.trials.client.Curl;
import pasvport.trials.client.Entry;
import pasvport.trials.client.Lftp;
import pasvport.trials.client.Tls;
import pasvport.trials.server.Vsftpd;

/**
 * What {@code pasvport rules} writes for the firewalls of Linux lets FTP through and nothing else:
 * real clients and a real server with a firewall between them or on the server's host.
 */
@Tag("lab")
final class RulesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;
  private static RulesLab network;

  /** The firewall that stands: one that takes seconds to start is kept for the next case. */
  private static Optional<Standing> standing = Optional.empty();

  /** A host's firewall as it stands. */
  record Standing(RulesWall wall, Place place, RulesWall.Raised raised) {}

  /** Rules under trial. */
  record Case(RulesWall wall, Place place, RulesProfile profile, Rest rest) {
    /** Of what this firewall cannot do for IPv4, the part for IPv6. */
    boolean concerns(String address) {
      return !wall.refuses(profile, place) || address.contains(":");
    }

    HopNeeds needs() {
      var needs = profile.needs(place, rest);
      return wall.refuses(profile, place) ? profile.routed(needs) : needs;
    }

    @Override
    public String toString() {
      return "%s, %s, %s, rest %s".formatted(wall, profile, place, rest);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(RulesWall.values())
        .flatMap(wall ->
            Stream.of(Place.values())
                .flatMap(place ->
                    Stream.of(RulesProfile.values())
                        .flatMap(profile ->
                            wall.rests(profile).stream()
                                .map(rest -> new Case(wall, place, profile, rest)))));
  }

  @BeforeAll
  static void build() throws IOException {
    network = RulesLab.open(folder);
  }

  @AfterAll
  static void close() {
    lower();
    network.close();
  }

  private static void lower() {
    standing.ifPresent(firewall -> firewall.raised().close());
    standing = Optional.empty();
  }

  private static RulesWall.Raised raised(Case tried) throws ApplyException {
    if (standing
        .filter(firewall ->
            firewall.wall() == tried.wall
                && firewall.place() == tried.place
                && tried.wall.isReplaced())
        .isEmpty()) {
      lower();
      var host = tried.place == Place.HOST ? network.server : network.firewall;
      var raised = tried.wall.raise(host, tried.place, tried.rest);
      standing = Optional.of(new Standing(tried.wall, tried.place, raised));
    }
    return standing.orElseThrow().raised();
  }

  @Test
  void without_rules_everything_is_open() {
    lower();
    for (var profile : RulesProfile.values()) {
      for (var place : Place.values()) {
        var attempts =
            profile.forbidden(place).stream()
                .filter(attempt -> !attempt.to().equals(RulesLab.OUTSIDE))
                .toList();
        assertThat(network.connected(attempts)).containsExactlyInAnyOrderElementsOf(attempts);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clients_get_through_and_nobody_else(Case tried)
      throws IOException, NotExpressibleException, ApplyException {
    var rules = Dialects.named(tried.wall.dialect()).orElseThrow().write(tried.needs());
    var at = Files.createTempDirectory(folder, "rules");
    var wall = raised(tried);
    wall.load(rules, at);
    if (tried.profile == RulesProfile.STATIC && tried.place == Place.FORWARDING) {
      wall.load(rules, at);
    }
    for (var transfer : tried.profile.transfers(tried.place)) {
      if (tried.concerns(transfer.entry().host())) {
        transfer(transfer);
      }
    }
    var open =
        tried.profile.open(tried.place).stream()
            .filter(attempt -> tried.concerns(attempt.to()))
            .toList();
    assertThat(network.connected(open)).containsExactlyInAnyOrderElementsOf(open);
    // What must fail takes its time: all of it at once.
    var alone =
        tried.profile.withoutData(tried.place).stream()
            .filter(entry -> tried.concerns(entry.host()))
            .map(entry -> CompletableFuture.runAsync(() -> assertControlAlone(entry)))
            .toList();
    assertThat(network.connected(tried.profile.forbidden(tried.place))).isEmpty();
    alone.forEach(CompletableFuture::join);
  }

  @Test
  void firewalld_refuses_the_helper_for_what_it_translates() {
    var firewalld = Dialects.named(RulesWall.FIREWALLD.dialect()).orElseThrow();
    assertThatThrownBy(
            () -> firewalld.write(RulesProfile.HELPER.needs(Place.FORWARDING, Rest.LEAVE)))
        .isInstanceOf(NotExpressibleException.class)
        .hasMessage(
            "firewalld: the helper for connections that are translated: it accepts what it has"
                + " translated before it comes to rules that set a helper");
  }

  private static void transfer(RulesProfile.Transfer transfer) throws IOException {
    var entry = entry(transfer.entry());
    var client =
        switch (transfer.client()) {
          case CURL -> new Curl(network.outside, entry, transfer.mode());
          case LFTP -> new Lftp(network.outside, entry, transfer.mode());
        };
    assertThat(client.names("pub")).as(transfer.toString()).contains(RulesLab.FILE);
  }

  private static Entry entry(RulesProfile.At at) {
    return new Entry(
        at.host(),
        at.port(),
        Vsftpd.USER,
        Vsftpd.PASSWORD,
        at.tls()
            ? new Tls(
                Tls.Start.EXPLICIT,
                TlsVersion.TLS_1_2,
                /* dataToo= */ true,
                network.identity.certificate().toString())
            : Tls.NONE);
  }

  /** The server names a port, and the client does not get there. */
  private static void assertControlAlone(RulesProfile.At at) {
    var ran =
        network
            .outside
            .run(
                "curl",
                "--disable",
                "--silent",
                "--verbose",
                "--max-time",
                "1",
                "--list-only",
                "--no-ftp-skip-pasv-ip",
                "ftp://%s:%s@%s:%d/"
                    .formatted(
                        Vsftpd.USER,
                        Vsftpd.PASSWORD,
                        at.host().contains(":") ? "[" + at.host() + "]" : at.host(),
                        at.port()))
            .within(PATIENCE);
    assertThat(ran.stderr()).contains("< 229 ").doesNotContain("< 150 ");
    assertThat(ran.succeeded()).isFalse();
  }
}
