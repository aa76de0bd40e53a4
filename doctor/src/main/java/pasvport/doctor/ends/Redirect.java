package pasvport.doctor.ends;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import pasvport.doctor.fact.Addresses;

/**
 * Steers the connections of a few addresses from the server's port to another one, by a table of
 * nftables of its own. The addresses leave it by themselves after two minutes, so that nothing is
 * steered any more if this process should die.
 */
final class Redirect implements AutoCloseable {
  private static final String TABLE = "inet pasvport-stage";

  private static final int PATIENCE_SECONDS = 10;

  private Redirect() {}

  /**
   * Begins it.
   *
   * @throws IOException if this user may not, or there is no nft
   */
  static Redirect of(Collection<InetAddress> guests, int from, int to) throws IOException {
    nft(
        """
        table %1$s
        delete table %1$s
        table %1$s {
          set guests { type ipv4_addr; flags timeout; %2$s }
          set guests6 { type ipv6_addr; flags timeout; %3$s }
          chain prerouting {
            type nat hook prerouting priority dstnat - 1;
            ip saddr @guests tcp dport %4$d redirect to :%5$d comment "pasvport's test, two minutes"
            ip6 saddr @guests6 tcp dport %4$d redirect to :%5$d comment "pasvport's test, two minutes"
          }
        }
        """
            .formatted(TABLE, elements(guests, true), elements(guests, false), from, to));
    return new Redirect();
  }

  private static String elements(Collection<InetAddress> guests, boolean ipv4) {
    var elements =
        guests.stream()
            .filter(guest -> guest instanceof Inet4Address == ipv4)
            .map(guest -> Addresses.shown(guest) + " timeout 2m")
            .collect(Collectors.joining(", "));
    return elements.isEmpty() ? "" : "elements = { " + elements + " };";
  }

  private static void nft(String rules) throws IOException {
    var nft = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
    try (var out = nft.getOutputStream()) {
      out.write(rules.getBytes(StandardCharsets.UTF_8));
    }
    var said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!nft.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || nft.exitValue() != 0) {
        nft.destroyForcibly();
        throw new IOException("nft: " + said.lines().findFirst().orElse("no answer"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    nft("delete table " + TABLE);
  }
}
