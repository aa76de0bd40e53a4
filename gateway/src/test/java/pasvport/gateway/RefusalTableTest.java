package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pasvport.ftp.Reply;

class RefusalTableTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "security.md");
  private static final String MARK = "<!-- refusals -->\n";

  @Test
  void docs_security_md_lists_every_refusal_as_it_is() throws IOException {
    String text = Files.readString(DOCUMENT);
    String fresh = text.substring(0, text.indexOf(MARK) + MARK.length()) + "\n" + table();
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(DOCUMENT, fresh);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("the refusals in docs/security.md; -Drefresh=true writes them")
        .isEqualTo(fresh);
  }

  private static String table() {
    return "| reason | reply |\n| --- | --- |\n"
        + Arrays.stream(Refusal.values())
            .map(refusal ->
                "| `"
                    + refusal.reason()
                    + "` | "
                    + refusal.reply("1").map(Reply::shown).orElse("none: nothing can be said")
                    + " |\n")
            .collect(Collectors.joining());
  }
}
