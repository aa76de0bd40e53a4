package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored inputs of {@link LanguageFuzz}, and random ones made of what matters to FTP. */
final class LanguageInputsTest {
  private static final List<String> PARTS =
      List.of(
          "\r\n",
          "\r",
          "\n",
          "\0",
          "\u00ff",
          "\u00ff\u00f4",
          "\u00ff\u00fa",
          "\u00ff\u00f0",
          "\u00ff\u00fd",
          " ",
          "-",
          "\t",
          "USER ",
          "PASS ",
          "retr",
          "220",
          "220-",
          "220 ",
          "227 ",
          "211 ",
          "(",
          ")",
          "|",
          "|||",
          ",",
          ".",
          ":",
          "::",
          "=",
          ";",
          "0",
          "1",
          "2",
          "255",
          "65535",
          "99999",
          "10,0,0,1,200,10",
          "|1|10.0.0.1|",
          "AUTH TLS",
          "x",
          "\u00e2\u0080\u00ae",
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");

  private static final int INPUTS_A_ROUND = 2_000;
  private static final int MOST_PARTS = 24;

  static List<Path> stored() throws IOException, URISyntaxException {
    var folder = LanguageInputsTest.class.getResource("LanguageFuzzInputs/language");
    assertThat(folder).isNotNull();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("stored")
  void what_holds_for_all_bytes_holds_for_stored_inputs(Path file) throws IOException {
    LanguageProperties.check(Files.readAllBytes(file));
  }

  @RepeatedTest(4)
  void what_holds_for_all_bytes_holds_for_random_parts(RepetitionInfo round) {
    int property = round.getCurrentRepetition() - 1;
    var random = new Random(round.getCurrentRepetition());
    for (int i = 0; i < INPUTS_A_ROUND; i++) {
      var input = new StringBuilder().append((char) ('0' + property));
      for (int parts = random.nextInt(MOST_PARTS); parts > 0; parts--) {
        input.append(PARTS.get(random.nextInt(PARTS.size())));
      }
      LanguageProperties.check(Fed.bytes(input.toString()));
    }
  }
}
