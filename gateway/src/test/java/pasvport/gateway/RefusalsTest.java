package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How refusals are counted, and how many of them are logged. */
class RefusalsTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HandTime time = new HandTime();
  private final Refusals refusals = new Refusals(registry, time);
  private final Logger logger = (Logger) Refusals.LOG;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private List<Map<String, String>> logged() {
    return lines.list.stream()
        .map(line ->
            line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
        .toList();
  }

  @Test
  void a_refusal_is_counted_and_logged_with_its_reason() {
    refusals.count(Refusal.BARE_LF, 7, CLIENT, "NOOP");
    assertThat(refusals.count(Refusal.BARE_LF)).isEqualTo(1);
    assertThat(registry.get("pasvport.refused").tag("reason", "bare-lf").counter().count())
        .isEqualTo(1);
    assertThat(logged())
        .containsExactly(
            Map.of("session", "7", "reason", "bare-lf", "client", "192.0.2.1", "detail", "NOOP"));
  }

  @Test
  void outside_a_session_and_without_detail_the_line_has_neither() {
    refusals.count(Refusal.STRANGER, CLIENT, "");
    assertThat(logged()).containsExactly(Map.of("reason", "stranger", "client", "192.0.2.1"));
  }

  @Test
  void every_reason_has_a_counter_from_the_start() {
    for (Refusal refusal : Refusal.values()) {
      assertThat(refusals.count(refusal)).isZero();
      assertThat(registry.get("pasvport.refused").tag("reason", refusal.reason()).counter().count())
          .isZero();
    }
  }

  @Test
  void a_flood_of_one_reason_is_counted_in_full_and_logged_in_part() {
    for (int i = 0; i < 1000; i++) {
      refusals.count(Refusal.STRANGER, CLIENT, "");
    }
    assertThat(refusals.count(Refusal.STRANGER)).isEqualTo(1000);
    assertThat(logged()).hasSize(50);
  }

  @Test
  void the_next_line_says_how_many_were_left_out() {
    for (int i = 0; i < 60; i++) {
      refusals.count(Refusal.STRANGER, CLIENT, "");
    }
    time.advance(Duration.ofSeconds(1));
    refusals.count(Refusal.STRANGER, CLIENT, "");
    refusals.count(Refusal.STRANGER, CLIENT, "");
    assertThat(logged()).hasSize(52);
    assertThat(logged().get(50)).containsEntry("not-logged", "10");
    assertThat(logged().get(51)).doesNotContainKey("not-logged");
  }

  @Test
  void a_flood_of_one_reason_does_not_hide_another() {
    for (int i = 0; i < 60; i++) {
      refusals.count(Refusal.STRANGER, CLIENT, "");
    }
    refusals.count(Refusal.LATE_CONNECTION, CLIENT, "");
    assertThat(logged().getLast()).containsEntry("reason", "late-connection");
  }
}
