package pasvport.doctor.explain.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import pasvport.doctor.explain.join.Rules;

/** The rules that are in force on this host. */
public final class LiveRules {

  /** nft lists ten thousand rules in less than a second; a kernel that does not answer is left. */
  private static final int PATIENCE_SECONDS = 10;

  private LiveRules() {}

  /** nftables' rules; none where there is no nft, or it may not be asked. */
  public static Rules ofThisHost() {
    try {
      var nft =
          new ProcessBuilder("nft", "list", "ruleset")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      nft.getOutputStream().close();
      var timer =
          Thread.startVirtualThread(() -> {
            try {
              if (!nft.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                nft.destroyForcibly();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      try (var in = nft.getInputStream()) {
        return Rules.of("nft list ruleset", new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } finally {
        timer.interrupt();
      }
    } catch (IOException e) {
      return Rules.none();
    }
  }
}
