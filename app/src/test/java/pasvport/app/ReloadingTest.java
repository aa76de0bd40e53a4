package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import pasvport.site.FileStamp;
import pasvport.site.HostAddresses;
import pasvport.site.Site;

/** When a site file is read again, and what is said of it; the test looks at the file by hand. */
class ReloadingTest {
  @TempDir private Path folder;

  private final List<Site> adopted = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Optional<String> objection = Optional.empty();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void listen_no_more() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Reloading.class);
  }

  private Path file() {
    return folder.resolve("pasvport.yaml");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(file(), text);
  }

  private Reloading started(Optional<Path> read) {
    return new Reloading(
        () -> Optional.of(file()).filter(Files::exists),
        read,
        read.flatMap(FileStamp::of),
        Site.defaults(),
        HostAddresses.ofThisHost(),
        next -> {
          if (objection.isPresent()) {
            throw new IOException(objection.get());
          }
          adopted.add(next);
        });
  }

  private String logged() {
    StringBuilder text = new StringBuilder();
    log.list.forEach(event ->
        text.append(event.getMessage()).append(' ').append(event.getKeyValuePairs()).append('\n'));
    return text.toString();
  }

  @Test
  void a_file_that_has_not_changed_is_not_read() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2122")));
    reloading.look();
    reloading.look();
    assertThat(adopted).isEmpty();
    assertThat(log.list).isEmpty();
  }

  @Test
  void a_change_is_read_once_the_file_stands_still_and_what_changed_is_said() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    write("listen: 2122 # half");
    reloading.look();
    write("listen: 2123 # and the whole");
    reloading.look();
    assertThat(adopted).isEmpty();
    reloading.look();
    reloading.look();
    assertThat(adopted)
        .singleElement()
        .satisfies(site -> assertThat(site.listen()).hasToString("[*:2123]"));
    assertThat(logged())
        .contains("site changed [key=\"listen\", before=\"*:2121\", after=\"*:2123\"]")
        .contains("site in force")
        .contains("changes=\"1\"");
  }

  @Test
  void a_file_put_in_its_place_is_seen_though_size_and_time_are_the_same() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    Path other = Files.writeString(folder.resolve("other"), "listen: 2122");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file()));
    Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
    reloading.look();
    reloading.look();
    assertThat(adopted).hasSize(1);
  }

  @Test
  void a_bad_file_keeps_the_site_in_force_and_is_read_no_more_until_it_changes()
      throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    write("listen: 2122\nserve: 10.0.0.20\nlimits: {sessions: many}\n");
    for (int look = 0; look < 4; look++) {
      reloading.look();
    }
    assertThat(adopted).isEmpty();
    assertThat(logged().split("the site in force stays", -1)).hasSize(2);
    assertThat(logged()).contains("pasvport.yaml:2:1: ").contains("pasvport.yaml:3:20: limits");

    write("listen: 2124");
    reloading.look();
    reloading.look();
    assertThat(adopted).hasSize(1);
  }

  @Test
  void an_empty_file_is_taken_for_half_a_file() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    write("");
    reloading.look();
    reloading.look();
    reloading.now();
    assertThat(adopted).isEmpty();
    assertThat(logged()).contains("the file is empty").contains("the site in force stays");
  }

  @Test
  void a_site_that_cannot_be_put_in_force_is_said_with_the_reason() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    objection = Optional.of("control port *:2122 cannot be opened");
    write("listen: 2122");
    reloading.now();
    assertThat(logged()).contains("control port *:2122 cannot be opened");

    objection = Optional.empty();
    reloading.now();
    assertThat(logged()).as("against the site in force").contains("before=\"*:2121\"");
  }

  @Test
  void a_file_that_is_gone_leaves_its_site_and_one_that_comes_is_read() throws IOException {
    Reloading reloading = started(Optional.of(write("listen: 2121")));
    Files.delete(file());
    for (int look = 0; look < 4; look++) {
      reloading.look();
    }
    reloading.now();
    assertThat(adopted).isEmpty();
    assertThat(logged()).containsOnlyOnce("site file gone").contains("there is no such file");

    write("listen: 2122");
    reloading.look();
    reloading.look();
    assertThat(adopted).hasSize(1);
  }

  @Test
  void where_there_was_no_file_one_that_comes_is_read() throws IOException {
    Reloading reloading = started(Optional.empty());
    reloading.look();
    reloading.now();
    write("listen: 2122");
    reloading.look();
    reloading.look();
    assertThat(adopted).hasSize(1);
    assertThat(logged()).contains("no site file");
  }
}
