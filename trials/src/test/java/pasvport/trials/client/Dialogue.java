package pasvport.trials.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client shows of its control connection, with the sign that it puts before its commands.
 */
record Dialogue(String sign, String text) {
  private static final Set<String> ASK_FOR_DATA =
      Set.of("PASV", "EPSV", "LPSV", "SPSV", "PORT", "EPRT", "LPRT");

  /** Fails unless it asked for data connections, and in this way alone. */
  void assertUsed(Mode mode) {
    var used =
        Pattern.compile("^" + Pattern.quote(sign) + "(\\w+)", Pattern.MULTILINE)
            .matcher(text)
            .results()
            .map(result -> result.group(1))
            .filter(ASK_FOR_DATA::contains)
            .collect(Collectors.toSet());
    assertThat(used).as("ways used; the dialogue:%n%s", text).containsExactly(mode.name());
  }

  /**
   * Fails unless ABOR was answered as RFC 959 (4.1.3) has it: 426 for the transfer, then 225 or 226
   * for ABOR.
   *
   * @param reply the sign before a reply
   */
  void assertAborted(String reply) {
    String sent = Pattern.quote(sign);
    String heard = Pattern.quote(reply);
    assertThat(text)
        .containsPattern(
            "(?m)^%sABOR.*\\R(?:.*\\R)*?%s426[: -].*\\R(?:.*\\R)*?%s22[56][: -]"
                .formatted(sent, heard, heard));
  }
}
