package pasvport.firewall.dialect.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.site.PortRange;

/** Whatever names and reasons are, the rules are the same but for their comments, or refused. */
class HostileNamesTest {

  /** What quotes, ends lines, expands or separates in nft, iptables or a shell. */
  private static final String HOSTILE = "\"'`$\\;|&<>(){}[]#!*?~ \n\r\t\0é\u202e\u2028-/@aZ0";

  private static final Pattern COMMENT =
      Pattern.compile("comment \"[^\"]*\"|comment '[^']*'|# [^\n]*|<!--((?!--)[^\n])*-->");

  static Stream<Dialect> dialects() {
    return Stream.of(new Nftables(), new Iptables(), new Ufw(), new Firewalld());
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void a_hostile_hop_or_reason_changes_comments_alone(Dialect dialect)
      throws NotExpressibleException {
    var plain = bare(dialect.write(hop("edge", "server", "wan0")));
    var random = new Random(5);
    for (int i = 0; i < 300; i++) {
      var text = text(random);

      assertThat(bare(dialect.write(hop(text, text, "wan0")))).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void a_hostile_device_is_refused_or_a_single_word(Dialect dialect) {
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      var device = text(random);
      try {
        var rules = dialect.write(hop("edge", "server", device));

        assertThat(device).matches("[A-Za-z0-9_.-]+");
        assertThat(rules.files()).isNotEmpty();
      } catch (NotExpressibleException refused) {
        assertThat(refused.getMessage()).doesNotContain("\n");
      }
    }
  }

  private static String bare(Rules rules) {
    return COMMENT.matcher(rules.files() + "\n" + rules.load()).replaceAll("");
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int length = 1 + random.nextInt(20); length > 0; length--) {
      text.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
    }
    return text.toString();
  }

  private static HopNeeds hop(String name, String reason, String device) {
    return new HopNeeds(
        name,
        Place.HOST,
        Optional.of(device),
        Optional.empty(),
        List.of(
            new Need(
                Purpose.CONTROL,
                Family.IPV4,
                List.of(),
                Optional.empty(),
                new PortRange(21, 21),
                Optional.empty(),
                reason)),
        List.of(),
        List.of(),
        List.of(21),
        Rest.LEAVE,
        List.of(),
        /* logsDrops= */ true);
  }
}
