package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;

/**
 * Names and reasons of a hostile site are quoted or refused: whatever they hold, the rules have the
 * lines that they have for an honest one, and every line is a known construct to its end.
 */
class HostileTest {

  /** Enough that each hop is met, and each hostile part of a text in each language. */
  private static final int SITES = 25;

  /** What ends quotes, begins commands, templates, tags, comments or lines in some language. */
  private static final List<String> HOSTILE =
      List.of(
          "'",
          "\"",
          "\\",
          "`",
          "$",
          "${",
          "$(id)",
          "%{",
          "%PATH%",
          "!",
          "^",
          "&",
          "|",
          ";",
          "#",
          "//",
          "/*",
          "<",
          ">",
          "]]>",
          "--",
          "-->",
          "?",
          "*",
          "~",
          "(",
          ")",
          "{",
          "}",
          "[",
          "]",
          "\n",
          "\r",
          "\r\n",
          "\t",
          "\0",
          "\u0007",
          "\u001b[2J",
          "\u0085",
          "\u2028",
          "\u2019",
          "\u201c",
          "\u00a0",
          "\ud800",
          "\ud83d\ude00",
          " ",
          "  ",
          "=",
          ",",
          ":",
          "@",
          "\\n",
          "\\\"",
          "''",
          "' or '1",
          "\npass all\n",
          "\npermit ip any any\n",
          "\" comment=\"",
          "</descr>",
          "\n    - from: []\n",
          "name",
          "server-settings.passive-ports");

  static Stream<String> dialects() {
    return Constructs.dialects();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hostile_reasons_do_not_break_out(String name) throws NotExpressibleException {
    var dialect = Dialects.named(name).orElseThrow();
    var random = new Random(1);
    var hops = expressible(dialect);
    for (var site = 0; site < SITES; site++) {
      var hop = hops.get(site % hops.size());
      var reason = hostile(random);
      var honest = dialect.write(hop);
      assertSameShape(name, honest, dialect.write(with(hop, reason)), reason);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hostile_names_are_refused_or_do_not_break_out(String name) throws NotExpressibleException {
    var dialect = Dialects.named(name).orElseThrow();
    var random = new Random(2);
    var hops = expressible(dialect);
    for (var site = 0; site < SITES; site++) {
      var hop = hops.get(site % hops.size());
      var hostile = hostile(random);
      var honest = dialect.write(hop);
      for (var bad :
          List.of(
              named(hop, hostile, hop.outside(), hop.inside()),
              named(hop, hop.name(), Optional.of(hostile), hop.inside()),
              named(hop, hop.name(), hop.outside(), Optional.of(hostile)))) {
        try {
          assertSameShape(name, honest, dialect.write(bad), hostile);
        } catch (NotExpressibleException e) {
          assertThat(e).hasMessageStartingWith(name + ": ");
          assertThat(String.valueOf(e.getMessage()).chars()).noneMatch(Character::isISOControl);
        }
      }
    }
  }

  private static void assertSameShape(String dialect, Rules honest, Rules found, String hostile) {
    var constructs = Constructs.of(dialect);
    assertThat(found.files()).as(hostile).hasSameSizeAs(honest.files());
    for (var index = 0; index < found.files().size(); index++) {
      var lines = found.files().get(index).text().split("\n", -1);
      assertThat(lines).as(hostile).hasSameSizeAs(honest.files().get(index).text().split("\n", -1));
      assertThat(Stream.of(lines).limit(lines.length - 1L))
          .as(hostile)
          .allMatch(line ->
              constructs.stream().anyMatch(construct -> construct.line().matcher(line).matches()));
    }
    assertThat(Stream.concat(found.load().stream(), found.notes().stream()))
        .as(hostile)
        .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
  }

  private static List<HopNeeds> expressible(Dialect dialect) {
    var hops = new ArrayList<HopNeeds>();
    for (var hop : Hops.all().values()) {
      try {
        dialect.write(hop);
        hops.add(hop);
      } catch (NotExpressibleException e) {
        assertThat(e.remedy()).isNotEmpty();
      }
    }
    assertThat(hops).isNotEmpty();
    return hops;
  }

  private static String hostile(Random random) {
    var text = new StringBuilder();
    for (var parts = 1 + random.nextInt(6); parts > 0; parts--) {
      text.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
    }
    return text.toString();
  }

  private static HopNeeds with(HopNeeds hop, String reason) {
    return new HopNeeds(
        hop.name(),
        hop.place(),
        hop.outside(),
        hop.inside(),
        hop.needs().stream()
            .map(need ->
                new Need(
                    need.purpose(),
                    need.family(),
                    need.clients(),
                    need.server(),
                    need.ports(),
                    need.sourcePort(),
                    reason))
            .toList(),
        hop.translations(),
        hop.hairpin(),
        hop.helperPorts(),
        hop.rest(),
        hop.keep(),
        hop.logsDrops());
  }

  private static HopNeeds named(
      HopNeeds hop, String name, Optional<String> outside, Optional<String> inside) {
    return new HopNeeds(
        name,
        hop.place(),
        outside,
        inside,
        hop.needs(),
        hop.translations(),
        hop.hairpin(),
        hop.helperPorts(),
        hop.rest(),
        hop.keep(),
        hop.logsDrops());
  }
}
