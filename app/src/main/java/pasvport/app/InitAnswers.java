package pasvport.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code init} has learned, each as it stands in a site.
 *
 * @param server what stands behind the gateway; absent, the built-in server
 * @param listen where clients come in
 * @param ports the passive range
 * @param outside what clients outside are told; absent, the address that they reached
 * @param inside networks whose clients are told the address that they reached all the same
 */
record InitAnswers(
    Optional<String> server,
    String listen,
    String ports,
    Optional<String> outside,
    List<String> inside) {

  /** The site file, with a comment to each key. */
  String yaml() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # What Pasvport listens on, what stands behind it, whom it serves.
        # "pasvport check" says what is wrong in here, docs/site.md has all the keys.
        # A gateway that runs reads this file again when it changes.

        # Where clients reach the gateway: a port, or an address of this host and a port.
        """);
    text.append("listen: ").append(quoted(listen)).append("\n\n");
    text.append(
        "# The FTP server behind the gateway. Without it, the built-in server stands there.\n");
    text.append(server.map(at -> "server: " + quoted(at)).orElse("# server: 10.0.0.20"));
    text.append("\n\npassive:\n");
    text.append("  # The ports for data, shared by all clients. The firewall must let them in.\n");
    text.append("  ports: ").append(ports).append('\n');
    text.append(
        """

          # The address or name that clients are told for data. It is the one that they use where
          # a NAT stands between; without one, the address that they reached is right.
        """);
    text.append(
        outside.map(address -> "  address: " + quoted(address)).orElse("  # address: 203.0.113.5"));
    text.append('\n');
    if (!inside.isEmpty()) {
      text.append("\n  # These clients come without that NAT.\n  address-for:\n");
      text.append(
          inside.stream()
              .map(InitAnswers::quoted)
              .collect(Collectors.joining(", ", "    - clients: [", "]\n")));
      text.append("      address: same-as-control\n");
    }
    return text.toString();
  }

  /** Quoted where YAML would see more than text in it. */
  private static String quoted(String value) {
    return value.chars().anyMatch(c -> ":*[".indexOf(c) >= 0) ? '"' + value + '"' : value;
  }
}
