package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerbsTest {
  @Test
  void transfers_have_a_direction() {
    assertThat(List.of("RETR", "LIST", "NLST", "MLSD"))
        .allSatisfy(verb -> assertThat(Verbs.transfer(verb)).contains(Verbs.Direction.FROM_SERVER));
    assertThat(List.of("STOR", "APPE", "STOU"))
        .allSatisfy(verb -> assertThat(Verbs.transfer(verb)).contains(Verbs.Direction.TO_SERVER));
    assertThat(List.of("MLST", "STAT", "PASV", "NOOP"))
        .allSatisfy(verb -> assertThat(Verbs.transfer(verb)).isEmpty());
  }

  @Test
  void security_and_data_setup_are_apart() {
    assertThat(List.of("AUTH", "ADAT", "PROT", "PBSZ", "CCC", "MIC", "CONF", "ENC", "SSCN", "CPSV"))
        .allMatch(Verbs::isSecurity)
        .noneMatch(Verbs::isDataSetup);
    assertThat(List.of("PASV", "EPSV", "PORT", "EPRT", "SPSV", "LPSV", "LPRT"))
        .allMatch(Verbs::isDataSetup)
        .noneMatch(Verbs::isSecurity);
  }

  @Test
  void every_refusal_has_a_stable_name_and_a_sentence() {
    assertThat(Malformed.LINE_TOO_LONG.reason()).isEqualTo("line-too-long");
    assertThat(Malformed.values())
        .allSatisfy(why -> {
          assertThat(why.reason()).matches("[a-z]+(-[a-z]+)*");
          assertThat(why.sentence()).endsWith(".");
        });
  }
}
