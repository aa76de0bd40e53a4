package pasvport.doctor.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Kind;
import pasvport.doctor.finding.Severity;

/** What servers say in certificates, names and replies is shown on terminals. */
class HarmlessTest {
  private static final String STEERING = "CN=\u001b]0;owned\u0007\u202etxt.exe";

  @Test
  void nothing_that_steers_a_terminal_stands_in_a_finding_or_a_line() {
    var finding =
        new Finding(
            new Kind("any", "", Severity.NOTE, List.of(Certainty.PROVED), ""),
            Severity.NOTE,
            Certainty.PROVED,
            STEERING,
            List.of(STEERING),
            List.of(STEERING),
            List.of());

    assertThat(
            List.of(
                finding.verdict(),
                finding.evidence().getFirst(),
                finding.remedy().getFirst(),
                new Line(1, Duration.ZERO, Line.Kind.DONE, STEERING).text()))
        .containsOnly("CN=?]0;owned??txt.exe");
  }

  @Test
  void what_is_longer_than_anybody_reads_is_cut_and_says_so() {
    assertThat(new Line(1, Duration.ZERO, Line.Kind.RECEIVED, "x".repeat(50_000)).text())
        .hasSizeLessThan(1_100)
        .endsWith("… (49000 more)");
  }
}
