package pasvport.doctor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {

  @Test
  void what_would_steer_a_terminal_is_taken_out_of_what_is_shown() {
    var shape = Shape.parse("{\"a\": \"x\\u001b[2J\\u202ey\", \"b\": [\"\\r\\n\"]}");
    assertThat(shape.text("a")).isEqualTo("x?[2J?y");
    assertThat(shape.texts("b")).containsExactly("??");
    assertThat(shape.maybeRaw("a")).contains("x\u001b[2J\u202ey");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"a\":",
        "{\"a\":}",
        "{} {}",
        "{\"a\":[1,",
        "nothing",
        "\"text\""
      })
  void what_is_not_one_object_is_refused(String text) {
    assertThatThrownBy(() -> Shape.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_deep_one_is_refused() {
    assertThatThrownBy(() -> Shape.parse("{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_member_of_another_kind_is_refused_by_name() {
    var shape = Shape.parse("{\"a\": 1, \"b\": [\"x\", 2], \"c\": null}");
    assertThatThrownBy(() -> shape.text("a")).hasMessage("a is not a text");
    assertThatThrownBy(() -> shape.texts("b")).hasMessage("b is not a list of texts");
    assertThatThrownBy(() -> shape.text("c")).hasMessage("c is missing: a text");
  }
}
