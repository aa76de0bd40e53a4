package pasvport.firewall.plan;

import java.util.List;
import java.util.stream.Stream;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;
import pasvport.site.ServerSettings.PortSource;

/**
 * The ports that a server draws from for passive data, as the static profile opens them.
 *
 * @param ports the ranges; empty if the server has no passive mode
 * @param isProposed whether the server has no range that could be opened, and is to be given this
 */
record ServerRange(List<PortRange> ports, boolean isProposed) {

  /**
   * A range that a server brings along is opened as it is up to this size. SFTPGo's own 101 ports
   * pass; the 60,000 and more of vsftpd, Pure-FTPd and wu-ftpd are every port there is.
   */
  static final int LARGEST_BUILT_IN = 1000;

  /** Where a range begins that the plan proposes: as the gateway's own standard. */
  private static final int FIRST_PROPOSED = 50_000;

  ServerRange {
    ports = List.copyOf(ports);
  }

  /** The range of a server with these settings. */
  static ServerRange of(ServerSettings settings) {
    if (isUsable(settings.passiveFrom(), settings.passivePorts())
        && isUsable(settings.epsvFrom(), settings.portsOfEpsv())) {
      return new ServerRange(
          Stream.concat(settings.passivePorts().stream(), settings.portsOfEpsv().stream())
              .distinct()
              .toList(),
          false);
    }
    return new ServerRange(
        List.of(
            new PortRange(
                FIRST_PROPOSED, FIRST_PROPOSED + RangeSize.ofServer(settings).recommended() - 1)),
        true);
  }

  private static boolean isUsable(PortSource source, List<PortRange> ports) {
    return switch (source) {
      case EXPLICIT, NONE -> true;
      case BUILT_IN -> ports.stream().mapToInt(PortRange::size).sum() <= LARGEST_BUILT_IN;
      case KERNEL -> false;
    };
  }
}
