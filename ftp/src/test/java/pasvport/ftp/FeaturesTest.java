package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FeaturesTest {
  private static Features of(String... lines) {
    return new Features(List.of(lines).stream().map(Octets::ascii).toList());
  }

  /** What the server says, through the decoder. */
  private static Features said(String reply) {
    return switch (Fed.server(reply).getFirst()) {
      case ServerInput.Answer(Reply answer) -> Features.in(answer);
      case ServerInput.Bad bad -> throw new AssertionError(bad);
    };
  }

  @Test
  void features_are_read_from_a_211_reply() {
    assertThat(said("211-Features:\r\n EPRT\r\n EPSV\r\n REST STREAM\r\n211 End\r\n"))
        .isEqualTo(of("EPRT", "EPSV", "REST STREAM"));
  }

  @Test
  void indents_codes_and_blank_lines_do_not_matter() {
    assertThat(said("211-x\r\n\tEPRT \r\n\r\n211-EPSV\r\n211- SIZE\r\nUTF8\r\n   \r\n211\r\n"))
        .isEqualTo(of("EPRT", "EPSV", "SIZE", "UTF8"));
  }

  @Test
  void any_other_reply_has_none() {
    assertThat(said("211 No features\r\n")).isEqualTo(Features.NONE);
    assertThat(said("500-Unknown\r\n EPSV\r\n500 x\r\n")).isEqualTo(Features.NONE);
    assertThat(said("211-Features:\r\n211 End\r\n")).isEqualTo(Features.NONE);
  }

  @Test
  void a_feature_is_had_by_its_first_word_in_any_case() {
    var features = of("MLST type*;size*;", "utf8", "REST STREAM");
    assertThat(features.has("mlst")).isTrue();
    assertThat(features.has("UTF8")).isTrue();
    assertThat(features.has("REST")).isTrue();
    assertThat(features.has("STREAM")).isFalse();
    assertThat(features.has("ML")).isFalse();
  }

  @Test
  void parameters_are_found_between_any_separators() {
    var iis = of("AUTH TLS;TLS-C;SSL;TLS-P;", "PROT C;P;", "PBSZ");
    assertThat(iis.offers("AUTH", "TLS")).isTrue();
    assertThat(iis.offers("auth", "tls-p")).isTrue();
    assertThat(iis.offers("AUTH", "TLS-")).isFalse();
    assertThat(iis.offers("AUTH", "AUTH")).isFalse();
    assertThat(iis.offers("PROT", "P")).isTrue();
    assertThat(iis.offers("PROT", "PBSZ")).isFalse();
    assertThat(iis.offers("PBSZ", "0")).isFalse();
    assertThat(of("AUTH SSL", "AUTH TLS").offers("AUTH", "TLS")).isTrue();
  }

  @Test
  void an_intersection_keeps_the_order_and_the_parameters() {
    assertThat(
            of("MLST type*;", "AUTH TLS", "epsv", "MODE Z")
                .intersect(Set.of("EPSV", "mlst", "SIZE")))
        .isEqualTo(of("MLST type*;", "epsv"));
  }

  @Test
  void a_feature_is_added_once() {
    assertThat(of("EPSV").with("AUTH TLS").with("auth tls").with("AUTH SSL"))
        .isEqualTo(of("EPSV", "AUTH TLS", "AUTH SSL"));
    assertThatIllegalArgumentException().isThrownBy(() -> of().with("Ä"));
  }

  @Test
  void the_reply_is_written_as_rfc_2389_asks() {
    assertThat(Fed.text(of("EPSV", "211 x").reply().encoded()))
        .isEqualTo("211-Features:\r\n EPSV\r\n 211 x\r\n211 End\r\n");
    assertThat(Fed.text(Features.NONE.reply().encoded())).isEqualTo("211 No features\r\n");
  }
}
