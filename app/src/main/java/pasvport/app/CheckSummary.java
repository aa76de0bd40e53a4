package pasvport.app;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.certificates.Identity;
import pasvport.server.HostKeys;
import pasvport.site.Acme;
import pasvport.site.Advertise;
import pasvport.site.BackServer;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
import pasvport.site.HostText;
import pasvport.site.Problem;
import pasvport.site.Site;

/** What would be in force, in a few lines, and the names in it that lead nowhere. */
final class CheckSummary {

  private final Site site;
  private final Optional<Path> file;
  private final Home home;
  private final List<Identity> certificates;
  private final HostAddresses addresses;
  private final Map<String, List<InetAddress>> resolved = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  CheckSummary(
      Site site,
      Optional<Path> file,
      Home home,
      List<Identity> certificates,
      HostAddresses addresses,
      CheckHost host) {
    this.site = site;
    this.file = file;
    this.home = home;
    this.certificates = certificates;
    this.addresses = addresses;
    site.server()
        .filter(server -> server.literal().isEmpty())
        .ifPresent(server -> resolve(server.host(), "server", host));
    for (var index = 0; index < site.servers().size(); index++) {
      var address = site.servers().get(index).address();
      if (address.literal().isEmpty()) {
        resolve(address.host(), "servers[" + index + "].address", host);
      }
    }
    for (var index = 0; index < site.passThrough().size(); index++) {
      var to = site.passThrough().get(index).to();
      if (to.literal().isEmpty()) {
        resolve(to.host(), "pass-through[" + index + "].to", host);
      }
    }
    name(site.passive().address()).ifPresent(name -> announced(name, "passive.address", host));
    for (var index = 0; index < site.passive().addressFor().size(); index++) {
      var key = "passive.address-for[" + index + "].address";
      name(site.passive().addressFor().get(index).address())
          .ifPresent(name -> announced(name, key, host));
    }
  }

  /** The names that could not be looked up, or have no address that can be used. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  String text() {
    var lines = new ArrayList<String>();
    lines.add(line("site", file.map(Path::toString).orElse("built in, there is no site file")));
    lines.add(line("home", home.folder().toString()));
    lines.add(line("entries", join(site.entries())));
    lines.add(line("data ports", dataPorts()));
    lines.add(line("clients told", clientsTold()));
    site.servers().forEach(server -> lines.add(line("behind it", server(server))));
    if (site.servers().isEmpty()) {
      lines.add(line("behind it", site.server().map(this::server).orElseGet(this::embedded)));
    }
    if (certificates.isEmpty()) {
      lines.add(line("certificate", "self-signed, made at the first start"));
    }
    certificates.forEach(identity -> lines.add(line("certificate", CertificateText.of(identity))));
    if (!site.certificates().acme().names().isEmpty()) {
      lines.add(line("acme", acme(site.certificates().acme())));
    }
    if (!site.sftpEntries().isEmpty()) {
      lines.add(line("SFTP", join(site.sftpEntries()) + ", host keys: " + hostKeys()));
    }
    site.passThrough()
        .forEach(through ->
            lines.add(line("passed on", through.listen() + " to " + server(through.to()))));
    lines.add(line("served", served()));
    lines.add(
        line(
            "limits",
            "%d sessions, %d from one address; %d logins a minute from one address"
                .formatted(
                    site.limits().sessions(),
                    site.limits().sessionsPerAddress(),
                    site.limits().loginsPerMinute())));
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(String name, String value) {
    return "%-13s%s".formatted(name, value);
  }

  private String dataPorts() {
    var passive = site.passive();
    var ports = "%s (%d, shared by all clients)".formatted(passive.ports(), passive.ports().size());
    return passive.portShift() == 0 ? ports : ports + ", announced as " + passive.announced();
  }

  private String clientsTold() {
    var exceptions =
        site.passive().addressFor().stream()
            .map(entry -> told(entry.address()) + " (to " + join(entry.clients()) + ")");
    return Stream.concat(exceptions, Stream.of(told(site.passive().address())))
        .collect(Collectors.joining("; else "));
  }

  private String told(Advertise advertise) {
    return switch (advertise) {
      case Advertise.SameAsControl _ -> "the address that they reached";
      case Advertise.Literal literal -> literal.toString();
      case Advertise.Auto _ ->
          addresses
              .ofDefaultRoute(false)
              .map(CheckSummary::autoAddress)
              .orElse("the address of the default route, which this host lacks");
      case Advertise.Name(var name) ->
          name + ipv4(name).map(address -> ", now " + HostText.written(address)).orElse("");
    };
  }

  private static String autoAddress(InetAddress address) {
    return HostText.written(address)
        + " (auto"
        + (address.isSiteLocalAddress()
            ? ", private: name the outside address if NAT is in front)"
            : ")");
  }

  private String server(Endpoint server) {
    var found = resolved.getOrDefault(server.host(), List.of());
    return found.isEmpty()
        ? server.toString()
        : server
            + " ("
            + found.stream().map(HostText::written).collect(Collectors.joining(", "))
            + ")";
  }

  private String server(BackServer server) {
    var terms = new ArrayList<String>();
    if (!server.entries().isEmpty()) {
      terms.add("at " + join(server.entries()));
    }
    if (!server.hosts().isEmpty()) {
      terms.add("for HOST " + join(server.hosts()));
    }
    if (!server.users().isEmpty()) {
      terms.add("for users " + join(server.users()));
    }
    return server.name()
        + " at "
        + server(server.address())
        + (terms.isEmpty() ? "" : ", " + String.join(", ", terms));
  }

  private String embedded() {
    return "the built-in server, files in %s, %s"
        .formatted(
            site.embedded().files().orElse(home.files()),
            site.embedded().anonymous() ? "anyone may read as anonymous" : "no anonymous login");
  }

  private static String acme(Acme acme) {
    return "%s, from %s, %s answered at %s"
        .formatted(join(acme.names()), acme.directory(), acme.challenge().type(), acme.answersAt());
  }

  private String hostKeys() {
    try {
      var keys = HostKeys.fingerprints(home);
      return keys.isEmpty() ? "made at the first start" : String.join(", ", keys);
    } catch (IOException e) {
      problem("embedded.sftp-port", String.valueOf(e.getMessage()));
      return "cannot be read";
    }
  }

  private String served() {
    var access = site.access();
    return (access.allow().isEmpty() ? "everyone" : join(access.allow()))
        + (access.deny().isEmpty() ? "" : ", but not " + join(access.deny()));
  }

  private static String join(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static Optional<String> name(Advertise advertise) {
    return advertise instanceof Advertise.Name(var name) ? Optional.of(name) : Optional.empty();
  }

  private void announced(String name, String key, CheckHost host) {
    if (resolve(name, key, host) && ipv4(name).isEmpty()) {
      problem(key, name + " has no IPv4 address, and a passive reply (227) has room for no other");
    }
  }

  private Optional<InetAddress> ipv4(String name) {
    return resolved.getOrDefault(name, List.of()).stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst();
  }

  private boolean resolve(String name, String key, CheckHost host) {
    try {
      resolved.put(name, host.addresses(name));
      return true;
    } catch (UnknownHostException e) {
      problem(key, name + " cannot be looked up: correct it, or write the address");
      return false;
    }
  }

  private void problem(String key, String message) {
    problems.add(new Problem(Problem.Severity.ERROR, 0, 0, key, message));
  }
}
