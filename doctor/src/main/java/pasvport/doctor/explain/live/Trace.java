package pasvport.doctor.explain.live;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import pasvport.site.HostText;

/**
 * nftables' trace of one client's SYNs and RSTs.
 *
 * <p>The rules that ask for it stand in a table of their own, which an {@code nft -i} owns that
 * hears us through a pipe. When we end, however we end, the pipe breaks, nft ends, and the kernel
 * takes the table away.
 */
final class Trace implements AutoCloseable {

  /** Before every other chain: raw is at -300. */
  private static final int PRIORITY = -350;

  private final Program owner;
  private final Program monitor;

  private Trace(Program owner, Program monitor) {
    this.owner = owner;
    this.monitor = monitor;
  }

  /**
   * Begins.
   *
   * @param lines takes the lines of {@code nft monitor trace}
   * @throws IOException if nft is not installed
   */
  static Trace of(InetAddress client, Consumer<String> lines) throws IOException {
    var monitor = Program.start(List.of("nft", "monitor", "trace"), lines);
    try {
      var owner = Program.start(List.of("nft", "-i"), _ -> {});
      owner.say(rules("pasvport-explain-" + ProcessHandle.current().pid(), client));
      return new Trace(owner, monitor);
    } catch (IOException e) {
      monitor.close();
      throw e;
    }
  }

  /** One line a command: nft -i takes nothing longer. */
  static String rules(String table, InetAddress client) {
    var family = client instanceof Inet4Address ? "ip" : "ip6";
    var address = HostText.written(client);
    var rules = new StringBuilder("add table inet %s { flags owner; }\n".formatted(table));
    for (var hook : List.of("prerouting", "output")) {
      rules.append(
          "add chain inet %s %s { type filter hook %s priority %d; }\n"
              .formatted(table, hook, hook, PRIORITY));
      for (var side : List.of("saddr", "daddr")) {
        rules.append(
            "add rule inet %s %s %s %s %s tcp flags & (syn | rst) != 0 meta nftrace set 1\n"
                .formatted(table, hook, family, side, address));
      }
    }
    return rules.toString();
  }

  @Override
  public void close() {
    owner.close();
    monitor.close();
  }
}
