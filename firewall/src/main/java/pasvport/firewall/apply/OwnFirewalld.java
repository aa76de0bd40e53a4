package pasvport.firewall.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import pasvport.lab.Cell;
import pasvport.lab.Host;
import pasvport.lab.Running;

/**
 * A firewalld for a host of the lab, apart from this machine's: with a copy of its permanent
 * configuration, and a bus of its own to be spoken to.
 */
public final class OwnFirewalld implements AutoCloseable {
  /** It takes a second or two, and more on a machine that is very busy. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private static final String CONFIGURATION = "/run/dbus/conf";

  /** Nobody else is on this bus. */
  private static final String BUS =
      """
      <busconfig>
        <type>system</type>
        <listen>unix:path=/run/dbus/system_bus_socket</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/>
          <allow own="*"/>
          <allow send_type="method_call"/>
          <allow send_destination="*"/>
          <allow receive_sender="*"/>
        </policy>
      </busconfig>
      """;

  private final Cell cell;

  private OwnFirewalld(Cell cell) {
    this.cell = cell;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param from where its permanent configuration is
   * @throws ApplyException if it does not start
   */
  public static OwnFirewalld start(Host host, Shell from) throws ApplyException {
    var cell = host.cell(LiveFirewalld.FOLDER, "/var/log");
    try {
      from.copyFolder(LiveFirewalld.FOLDER, Shell.in(cell));
      cell.run("sh", "-c", "mkdir /run/dbus && cat >" + CONFIGURATION)
          .reading(BUS.getBytes(StandardCharsets.UTF_8))
          .within(PATIENCE)
          .orThrow();
      cell.start(
              List.of(
                  "dbus-daemon", "--config-file=" + CONFIGURATION, "--nofork", "--print-address"))
          .awaitStdout("unix:", START);
      await(cell, cell.start(List.of("firewalld", "--nofork", "--nopid")));
      return new OwnFirewalld(cell);
    } catch (ApplyException | RuntimeException | Error failed) {
      cell.close();
      throw failed;
    }
  }

  private static void await(Cell cell, Running firewalld) throws ApplyException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!cell.run("firewall-cmd", "--state").within(PATIENCE).succeeded()) {
      if (System.nanoTime() - deadline > 0
          || firewalld.exit(Duration.ofMillis(POLL_MILLIS)).isPresent()) {
        throw new ApplyException(
            "firewalld does not start beside the live one: " + firewalld.stderr().strip());
      }
    }
  }

  /** Where it can be spoken to. */
  public Cell cell() {
    return cell;
  }

  @Override
  public void close() {
    cell.close();
  }
}
