package pasvport.app;

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
import pasvport.server.Users;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.HostText;
import pasvport.site.PortRange;
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
    for (Endpoint endpoint : site.listen()) {
      for (String host : hosts(endpoint)) {
        String port = endpoint.port() == FTP_PORT ? "" : ":" + endpoint.port();
        urls.add("ftp://" + user + host + port + "/");
      }
    }
    return urls;
  }

  private String openings() {
    String control =
        site.listen().stream()
            .map(endpoint -> Integer.toString(endpoint.port()))
            .distinct()
            .collect(Collectors.joining(", "));
    PortRange announced = site.passive().announced();
    return "TCP " + control + " (control) and TCP " + announced + " (passive data)";
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
