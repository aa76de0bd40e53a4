package pasvport.doctor.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import pasvport.doctor.report.Shape;
import pasvport.site.Json;
import pasvport.site.PortRange;

class BothEndsTest {

  /** What one end does not do is said, and the rest is done. */
  @Test
  void a_range_that_may_not_be_tried_from_outside_is_no_reason_to_say_nothing() throws Exception {
    End beside =
        (question, _) -> {
          if (question.equals(BesideQuestion.OPEN_STAGE.toString())) {
            throw new IOException("port 2121 is taken");
          }
          return Shape.parse(
              Json.write(
                  Map.of("open", List.of(50_000), "needs", List.of(), "story", List.of("a line"))));
        };
    End outside =
        (_, _) -> {
          throw new IOException("nothing says that the server is yours");
        };

    var both =
        new BothEnds(beside, outside, InetAddress.ofLiteral("192.0.2.1"), 2121, _ -> {})
            .examine(List.of(PortRange.parse("50000-50009")));

    assertThat(both.findings()).isEmpty();
    assertThat(both.story()).containsExactly("a line");
    assertThat(both.notes())
        .containsExactly(
            "The passive range was not tried from outside: nothing says that the server is yours.",
            "What is sent was not compared with what comes: port 2121 is taken.");
  }
}
