package pasvport.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.site.Acme;
import pasvport.site.Home;

/** When a CA is asked, at one that cannot be reached. What a CA that answers does is a trial. */
class RenewalTest {
  private static final Acme UNREACHABLE =
      new Acme(
          List.of("ftp.example.org"),
          URI.create("https://127.0.0.1:1/dir"),
          Optional.empty(),
          List.of(),
          true,
          Acme.Challenge.HTTP_01,
          Optional.empty());

  @TempDir private Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));

  @Test
  void after_a_failure_five_minutes_are_waited_then_ten() throws IOException {
    try (var renewal = renewal()) {
      asksAfter(renewal, Duration.ZERO, 1);
      asksNotAfter(renewal, Duration.ofSeconds(299), 1);
      asksAfter(renewal, Duration.ofSeconds(1), 2);
      asksNotAfter(renewal, Duration.ofSeconds(599), 2);
      asksAfter(renewal, Duration.ofSeconds(1), 3);
    }
  }

  @Test
  void after_four_failures_in_an_hour_none_follows_though_pasvport_is_started_again()
      throws IOException {
    for (var failures = 1; failures <= 4; failures++) {
      try (var renewal = renewal()) {
        asksAfter(renewal, Duration.ofMinutes(1), failures);
      }
    }
    try (var renewal = renewal()) {
      asksNotAfter(renewal, Duration.ofMinutes(56), 4);
      asksAfter(renewal, Duration.ofMinutes(1), 4); // the first has been forgotten
    }
  }

  private Renewal renewal() throws IOException {
    return new Renewal(UNREACHABLE, Home.at(folder), now::get, () -> {});
  }

  private void asksAfter(Renewal renewal, Duration time, int failures) throws IOException {
    now.set(now.get().plus(time));
    var last = now.get().toString();
    renewal.look();
    await().untilAsserted(() -> assertThat(failures()).hasSize(failures).contains(last));
  }

  private void asksNotAfter(Renewal renewal, Duration time, int failures) throws IOException {
    now.set(now.get().plus(time));
    renewal.look();
    assertThat(renewal.isAsking()).isFalse();
    assertThat(failures()).hasSize(failures);
  }

  private List<String> failures() throws IOException {
    var file = Renewal.folder(UNREACHABLE, Home.at(folder)).resolve("failures");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
