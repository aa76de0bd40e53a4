package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.certificates.Identity;
import pasvport.server.HostKeys;
import pasvport.server.Users;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.HostText;
import pasvport.site.PassThrough;
import pasvport.site.Site;

/**
 * What {@code up} prints once it serves: URLs to paste into a client, and what the firewall must
 * let in.
 */
record Greeting(
    Site site,
    Optional<Path> file,
    Home home,
    Optional<Users.Generated> firstUser,
    List<Identity> certificates) {
  private static final int FTP_PORT = 21;
  private static final int SSH_PORT = 22;

  /** Of implicit TLS (IANA: ftps). */
  private static final int FTPS_PORT = 990;

  void print(PrintWriter out) {
    urls().forEach(out::println);
    firstUser.ifPresent(user ->
        out.println(
            "# user "
                + user.name()
                + " was made; its password is in the URL above and is shown this once"));
    out.println("# the firewall must let in " + openings());
    out.println("# behind the gateway: " + behind());
    certificates.forEach(identity -> out.println("# certificate " + CertificateText.of(identity)));
    site.passThrough()
        .forEach(through ->
            out.println("# passed through: " + through.listen() + " to " + through.to()));
    if (!site.sftpEntries().isEmpty()) {
      out.println("# SFTP host keys: " + hostKeys());
    }
    out.println(
        "# site: "
            + file.map(path -> path.toAbsolutePath().toString()).orElse("built in")
            + ", home: "
            + home.folder());
    out.flush();
  }

  /** One URL for each address at which an entry can be reached. */
  List<String> urls() {
    String user =
        firstUser.map(generated -> generated.name() + ":" + generated.password() + "@").orElse("");
    List<String> urls = new ArrayList<>();
    site.listen().forEach(entry -> urls.addAll(urls("ftp://" + user, entry, FTP_PORT)));
    site.tls().implicit().forEach(entry -> urls.addAll(urls("ftps://" + user, entry, FTPS_PORT)));
    site.sftpEntries().forEach(entry -> urls.addAll(urls("sftp://" + user, entry, SSH_PORT)));
    return urls;
  }

  private static List<String> urls(String start, Endpoint entry, int usual) {
    String port = entry.port() == usual ? "" : ":" + entry.port();
    return hosts(entry).stream().map(host -> start + host + port + "/").toList();
  }

  private String openings() {
    List<String> openings = new ArrayList<>();
    openings.add("TCP " + ports(site.entries()) + " (control)");
    if (!site.sftpEntries().isEmpty()) {
      openings.add("TCP " + ports(site.sftpEntries()) + " (SFTP)");
    }
    if (!site.passThrough().isEmpty()) {
      openings.add(
          "TCP "
              + ports(site.passThrough().stream().map(PassThrough::listen).toList())
              + " (passed through)");
    }
    return String.join(", ", openings)
        + " and TCP "
        + site.passive().announced()
        + " (passive data)";
  }

  private static String ports(List<Endpoint> entries) {
    return entries.stream()
        .map(entry -> Integer.toString(entry.port()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String hostKeys() {
    try {
      return String.join(", ", HostKeys.fingerprints(home));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String behind() {
    if (site.isEmbedded()) {
      return "the built-in server, with files in " + files();
    }
    return Stream.concat(
            site.server().map(Endpoint::toString).stream(),
            site.servers().stream().map(server -> server.name() + " at " + server.address()))
        .collect(Collectors.joining(", "));
  }

  private Path files() {
    return site.embedded().files().orElse(home.files());
  }

  private static List<String> hosts(Endpoint endpoint) {
    if (!endpoint.host().equals(Endpoint.EVERY_ADDRESS)) {
      return List.of(inUrl(InetAddress.ofLiteral(endpoint.host())));
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .sorted(
              Comparator.comparing((InetAddress address) -> address instanceof Inet6Address)
                  .thenComparing(address -> !address.isLoopbackAddress()))
          .map(Greeting::inUrl)
          .toList();
    } catch (SocketException e) {
      return List.of("localhost");
    }
  }

  /** As RFC 3986 wants it: an IPv6 address in brackets. */
  static String inUrl(InetAddress address) {
    String written = HostText.written(address);
    return address instanceof Inet6Address ? "[" + written + "]" : written;
  }
}
