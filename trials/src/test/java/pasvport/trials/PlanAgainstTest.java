package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.firewall.apply.ApplyException;
import pasvport.lab.Ran;

/** What {@code plan --against} says of a firewall before and after its rules are put in force. */
@Tag("lab")
final class PlanAgainstTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void what_is_missing_too_much_and_changed_is_told_and_nothing_of_what_was_applied(String dialect)
      throws Exception {
    try (var lab = ApplyLab.open(dialect, folder)) {
      assertThat(compared(lab, 2)).contains("missing  FTP control").doesNotContain("beyond need");

      var change = lab.proposal(lab.site(), Optional.empty()).apply(lab.journal(), LONG);
      change.confirm(lab.live());
      assertThat(compared(lab, 0)).contains("lets through what edge needs, and no more");
      for (var file : saved(lab)) {
        assertThat(ran(lab, 0, file.toString()).stdout())
            .contains("lets through what edge needs, and no more");
      }

      opensTooMuch(lab);
      assertThat(compared(lab, 2)).contains("50010");
      takesBack(lab);

      translatesElsewhere(lab);
      assertThat(compared(lab, 2)).contains("10.0.0.3");
    }
  }

  private static final Duration LONG = Duration.ofMinutes(10);

  private static String compared(ApplyLab lab, int exit) throws Exception {
    return ran(lab, exit, lab.dialect).stdout();
  }

  private static Ran ran(ApplyLab lab, int exit, String firewall) throws Exception {
    var ran = lab.ran("plan", "--against", firewall);
    assertThat(ran.exit()).as(ran.toString()).isEqualTo(exit);
    return ran;
  }

  /** What an administrator saves of it. */
  private List<Path> saved(ApplyLab lab) throws Exception {
    return switch (lab.dialect) {
      case "nftables", "firewalld" ->
          List.of(
              saved(lab, "rules.nft", "nft", "list", "ruleset"),
              saved(lab, "rules.json", "nft", "-j", "list", "ruleset"));
      default -> List.of(saved(lab, "rules.v4", "iptables-save", "-c"));
    };
  }

  private Path saved(ApplyLab lab, String name, String... command) throws Exception {
    return Files.writeString(folder.resolve(name), lab.live().told(command));
  }

  private static void opensTooMuch(ApplyLab lab) throws ApplyException {
    told(
        lab,
        switch (lab.dialect) {
          case "nftables" ->
              "nft insert rule inet filter forward ip daddr 10.0.0.2 tcp dport 50000-60000 accept";
          case "iptables", "ufw" ->
              "iptables -I FORWARD -d 10.0.0.2 -p tcp --dport 50000:60000 -j ACCEPT";
          default ->
              "nft insert rule inet firewalld filter_FORWARD ip daddr 10.0.0.2 tcp dport 50000-60000"
                  + " accept";
        });
  }

  private static void takesBack(ApplyLab lab) throws ApplyException {
    switch (lab.dialect) {
      case "nftables" -> told(lab, "nft delete rule inet filter forward handle " + handle(lab));
      case "iptables", "ufw" -> told(lab, "iptables -D FORWARD 1");
      default -> told(lab, "firewall-cmd -q --reload");
    }
  }

  private static String handle(ApplyLab lab) throws ApplyException {
    return lab.live()
        .told("nft", "-a", "list", "chain", "inet", "filter", "forward")
        .lines()
        .filter(line -> line.contains("50000-60000"))
        .findFirst()
        .orElseThrow()
        .replaceFirst(".*# handle ", "");
  }

  private static void translatesElsewhere(ApplyLab lab) throws ApplyException {
    told(
        lab,
        switch (lab.dialect) {
          case "iptables", "ufw" ->
              "iptables -t nat -I PREROUTING -d 203.0.113.1 -p tcp --dport 50005 -j DNAT"
                  + " --to-destination 10.0.0.3";
          default ->
              "nft add table ip astray; add chain ip astray there { type nat hook prerouting priority"
                  + " -150; }; add rule ip astray there ip daddr 203.0.113.1 tcp dport 50005 dnat to"
                  + " 10.0.0.3";
        });
  }

  private static void told(ApplyLab lab, String command) throws ApplyException {
    lab.live().told(command.split(" ", -1));
  }
}
