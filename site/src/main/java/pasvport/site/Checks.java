package pasvport.site;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must hold between the keys of a site, and between a site and its host. Each check is silent
 * about values that could not be read: those were reported already.
 */
final class Checks {

  /** Ports below are for system services (RFC 6335, section 6). */
  private static final int LEAST_DATA_PORT = 1024;

  private static final String WHY_NOT_BELOW =
      " is below 1024, where system services live; clients and firewalls refuse data there";

  private static final String SFTP_PORT = "embedded.sftp-port";

  private static final Network LOOPBACK = Network.parse("127.0.0.0/8");

  /** "This network" and the reserved block with the broadcast address (RFC 6890). */
  private static final List<Network> NOBODYS =
      List.of(Network.parse("0.0.0.0/8"), Network.parse("240.0.0.0/4"));

  /** What a session cannot do without; ABOR overtakes all others and is never looked at. */
  private static final Set<String> NEEDED = Set.of("USER", "PASS", "ACCT", "QUIT", "ABOR");

  private final Site site;
  private final HostAddresses host;
  private final Findings findings;
  private final Set<String> unread;

  Checks(Site site, HostAddresses host, Findings findings) {
    this.site = site;
    this.host = host;
    this.findings = findings;
    this.unread = findings.keysWithErrors();
  }

  void run() {
    listeners();
    passivePorts();
    server();
    servers();
    settings();
    serverProxy();
    proxies();
    advertised();
    access();
    new PathChecks(site, findings).run();
    policy();
    certificateFiles();
    acme();
    limits();
    embedded();
    tls();
    serverTls();
    otherEntries();
  }

  /** Whether these keys, and what is above and beneath them, could be read. */
  private boolean readable(String... keys) {
    return Stream.of(keys)
        .noneMatch(key -> unread.stream().anyMatch(bad -> within(bad, key) || within(key, bad)));
  }

  private static boolean within(String part, String whole) {
    return part.startsWith(whole)
        && (part.length() == whole.length() || ".[".indexOf(part.charAt(whole.length())) >= 0);
  }

  private void listeners() {
    if (!readable("listen", "tls.implicit")) {
      return;
    }
    for (var index = 0; index < site.entries().size(); index++) {
      var listener = site.entries().get(index);
      var key = entryKey(index);
      var list = entryList(index);
      if (listener.literal().filter(address -> !host.isLocal(address)).isPresent()) {
        findings.error(
            listener.host()
                + " is not an address of this host. Allowed: one that it has, or * for every one",
            key,
            list);
      }
      site.entries().stream()
          .limit(index)
          .filter(earlier -> overlap(earlier, listener))
          .findFirst()
          .ifPresent(earlier ->
              findings.error(
                  "%s is taken by %s, which stands before it".formatted(listener, earlier),
                  key,
                  list));
    }
  }

  private static boolean overlap(Endpoint one, Endpoint other) {
    return one.port() == other.port()
        && (one.everyAddress() || other.everyAddress() || one.host().equals(other.host()));
  }

  private void passivePorts() {
    if (!readable("passive.ports")) {
      return;
    }
    var passive = site.passive();
    var ports = passive.ports();
    if (ports.first() < LEAST_DATA_PORT) {
      findings.error(
          ports.first() + WHY_NOT_BELOW + ". Allowed: ports from 1024 to 65535", "passive.ports");
    } else if (readable("passive.port-shift")) {
      var first = ports.first() + passive.portShift();
      var last = ports.last() + passive.portShift();
      if (first < LEAST_DATA_PORT || last > PortRange.HIGHEST) {
        findings.error(
            "shifted by %d, the ports %s would be announced as %d-%d. Allowed: a shift from %d to %d"
                .formatted(
                    passive.portShift(),
                    ports,
                    first,
                    last,
                    LEAST_DATA_PORT - ports.first(),
                    PortRange.HIGHEST - ports.last()),
            "passive.port-shift");
      }
    }
    if (readable("listen", "tls.implicit")) {
      for (var index = 0; index < site.entries().size(); index++) {
        var port = site.entries().get(index).port();
        if (ports.contains(port)) {
          findings.error(
              "the range %s contains %d, where clients reach the gateway; choose another"
                  .formatted(ports, port),
              "passive.ports",
              entryKey(index),
              entryList(index));
        }
      }
    }
    if (readable("server")) {
      site.server()
          .filter(server -> onThisHost(server) && ports.contains(server.port()))
          .ifPresent(server ->
              findings.error(
                  "the range %s contains %d, where the server on this host listens; choose another"
                      .formatted(ports, server.port()),
                  "passive.ports",
                  "server"));
    }
  }

  private void servers() {
    if (!readable("servers", "server", "listen", "tls.implicit")) {
      return;
    }
    if (site.server().isPresent() && !site.servers().isEmpty()) {
      findings.error("server and servers exclude each other: remove one", "servers");
    }
    for (var index = 0; index < site.servers().size(); index++) {
      var server = site.servers().get(index);
      var key = "servers[" + index + "]";
      if (site.servers().stream().limit(index).anyMatch(one -> one.name().equals(server.name()))) {
        findings.error(server.name() + " is the name of a server before it", key + ".name", key);
      }
      for (var entry : server.entries()) {
        if (!site.entries().contains(entry)) {
          findings.error(
              "%s is no entry. Allowed: those of listen and tls.implicit, written as there"
                  .formatted(entry),
              key + ".entries",
              key);
        }
      }
      site.entries().stream()
          .filter(listener ->
              onThisHost(server.address()) && listener.port() == server.address().port())
          .findFirst()
          .ifPresent(listener ->
              findings.error(
                  "%s is the entry %s of the gateway itself".formatted(server.address(), listener),
                  key + ".address",
                  key));
    }
  }

  private void server() {
    if (!readable("server", "listen", "tls.implicit")) {
      return;
    }
    site.server()
        .filter(this::onThisHost)
        .flatMap(server -> site.entries().stream().filter(own -> reaches(server, own)).findFirst())
        .ifPresent(own ->
            findings.error(
                "this is the gateway's own entry %s, so it would connect to itself. Allowed:"
                        .formatted(own)
                    + " another address or port, or no server for the embedded one",
                "server"));
  }

  private void settings() {
    if (readable("server-settings", "server")) {
      site.serverSettings().ifPresent(settings -> settings(settings, "server-settings"));
      if (site.serverSettings().isPresent() && site.server().isEmpty()) {
        findings.warning("without effect, because no server is named", "server-settings");
      }
    }
    if (readable("servers")) {
      for (var index = 0; index < site.servers().size(); index++) {
        var key = "servers[" + index + "].settings";
        site.servers().get(index).settings().ifPresent(settings -> settings(settings, key));
      }
    }
  }

  private void settings(ServerSettings settings, String key) {
    ports(settings.passiveFrom(), settings.passivePorts(), key, "passive");
    if (settings.epsvSource().isPresent()) {
      ports(settings.epsvFrom(), settings.epsvPorts(), key, "epsv");
    }
  }

  private void ports(
      ServerSettings.PortSource source, List<PortRange> ports, String key, String name) {
    var fromRange =
        switch (source) {
          case EXPLICIT, BUILT_IN -> true;
          case KERNEL, NONE -> false;
        };
    if (fromRange == ports.isEmpty()) {
      findings.error(
          "%s %s. Allowed: explicit or built-in with %s-ports, kernel or none without"
              .formatted(
                  ValueType.written(source),
                  fromRange ? "needs the ports" : "excludes the ports",
                  name),
          key + "." + name + "-source",
          key + "." + name + "-ports",
          key);
    }
  }

  private void serverProxy() {
    if (!readable("server-proxy", "server-data", "server", "servers")
        || site.serverProxy() == ServerProxy.OFF) {
      return;
    }
    if (site.isEmbedded()) {
      findings.error(
          "the embedded server takes no PROXY header and would refuse every session. Allowed: off,"
              + " or a server that asks for the header",
          "server-proxy");
    } else if (site.serverProxy() == ServerProxy.CONTROL_AND_DATA
        && site.serverData() == ServerData.ACTIVE) {
      findings.error(
          "with server-data: active the server connects for data, and who connects writes the"
              + " header. Allowed: off, control, or server-data: passive",
          "server-proxy");
    }
  }

  private void tls() {
    if (!readable("tls", "passive.data-peer")) {
      return;
    }
    var tls = site.tls();
    if (tls.control() == Tls.Control.OFF) {
      withoutTls(!tls.implicit().isEmpty(), "tls.implicit");
      withoutTls(tls.data() == Tls.Data.REQUIRED, "tls.data");
      withoutTls(tls.requireSessionReuse(), "tls.require-session-reuse");
      withoutTls(tls.clientCertificates() != Tls.ClientCertificates.OFF, "tls.client-certificates");
    }
    var asked = tls.clientCertificates() != Tls.ClientCertificates.OFF;
    if (asked && tls.clientAuthorities().isEmpty()) {
      findings.error(
          "whose certificates are taken must be said: name tls.client-authorities",
          "tls.client-certificates");
    }
    if (!asked && tls.clientAuthorities().isPresent()) {
      findings.warning(
          "without effect, because no client is asked for a certificate: see"
              + " tls.client-certificates",
          "tls.client-authorities");
    }
    if (tls.certificateNamesUser() && tls.clientCertificates() != Tls.ClientCertificates.REQUIRED) {
      findings.error(
          "a client without a certificate would have no name. Allowed: with"
              + " tls.client-certificates: required",
          "tls.certificate-names-user");
    }
    if (site.passive().dataPeer() == DataPeer.TLS_SESSION && !tls.requireSessionReuse()) {
      findings.error(
          "only a resumed TLS session tells whose a data connection is. Allowed: with"
              + " tls.require-session-reuse: true",
          "passive.data-peer");
    }
  }

  private void withoutTls(boolean written, String key) {
    if (written) {
      findings.error("tls.control is off, so there is no TLS for this", key);
    }
  }

  private void serverTls() {
    if (readable("server-tls", "server", "servers")
        && site.server().isEmpty()
        && site.serverTls().mode() != ServerTls.Mode.OFF) {
      findings.error(
          site.servers().isEmpty()
              ? "the embedded server is on this host and speaks no TLS. Allowed: off"
              : "this is for server alone; each of servers has its own tls",
          "server-tls.mode",
          "server-tls");
    }
  }

  /** Everybody a proxy is nobody a client: each could then claim any address. */
  private void proxies() {
    if (readable("proxy-protocol")) {
      everybodyListed(site.proxyProtocol().control(), "proxy-protocol.control");
      everybodyListed(site.proxyProtocol().data(), "proxy-protocol.data");
      var count = site.proxyProtocol().data().size();
      if (count > ProxyProtocol.MOST_OF_DATA) {
        findings.error(
            "%d networks are too many for the filter of a passive port. Allowed: up to %d"
                .formatted(count, ProxyProtocol.MOST_OF_DATA),
            "proxy-protocol.data");
      }
    }
  }

  private void everybodyListed(List<Network> proxies, String key) {
    for (var index = 0; index < proxies.size(); index++) {
      if (proxies.get(index).prefixLength() == 0) {
        findings.error(
            "%s is everybody, and whoever is listed may claim any address. Allowed: the proxies'"
                    .formatted(proxies.get(index))
                + " own addresses",
            key + "[" + index + "]",
            key);
      }
    }
  }

  private boolean onThisHost(Endpoint server) {
    return server.literal().map(host::isLocal).orElse(isLocalhost(server));
  }

  /** The name is reserved for the loopback interface (RFC 6761, section 6.3). */
  private static boolean isLocalhost(Endpoint server) {
    return server.host().equalsIgnoreCase("localhost");
  }

  private static boolean reaches(Endpoint server, Endpoint listener) {
    return server.port() == listener.port()
        && (listener.everyAddress()
            || server.host().equals(listener.host())
            || (isLocalhost(server)
                && listener.literal().filter(InetAddress::isLoopbackAddress).isPresent()));
  }

  private void advertised() {
    var passive = site.passive();
    if (readable("passive.address")) {
      advertised(passive.address(), Optional.empty(), "passive.address");
    }
    if (!readable("passive.address-for")) {
      return;
    }
    for (var index = 0; index < passive.addressFor().size(); index++) {
      var entry = passive.addressFor().get(index);
      var key = addressForKey(index);
      advertised(entry.address(), Optional.of(entry.clients()), key + ".address");
      if (entry.clients().stream().noneMatch(Checks::isIpv4)) {
        findings.warning(
            "these clients are IPv6 alone and are told a port only (229), so no address is used",
            key + ".clients");
      }
    }
    shadowedAddresses(passive.addressFor());
  }

  private void advertised(Advertise advertise, Optional<List<Network>> clients, String key) {
    switch (advertise) {
      case Advertise.SameAsControl _, Advertise.Name _ -> {}
      case Advertise.Auto _ -> {
        if (host.ofDefaultRoute(false).isEmpty()) {
          findings.error(
              "this host has no default route for IPv4, so auto cannot know the address."
                  + " Allowed: the address or the DNS name that clients reach",
              key);
        }
      }
      case Advertise.Literal(Inet6Address address) ->
          findings.error(
              "%s is IPv6, which a passive reply cannot name (227 has room for IPv4, 229 for a port"
                      .formatted(HostText.written(address))
                  + " alone). Allowed: an IPv4 address; IPv6 clients need none",
              key);
      case Advertise.Literal(var address) -> {
        if (address.isMulticastAddress() || within(address, NOBODYS)) {
          findings.error(
              HostText.written(address)
                  + " is no host's address. Allowed: the IPv4 address that clients reach",
              key);
        } else if (address.isLoopbackAddress() && !onlyFromHere(clients)) {
          findings.warning(
              HostText.written(address)
                  + " is told to clients of other hosts, who will find themselves there",
              key);
        }
      }
    }
  }

  private boolean onlyFromHere(Optional<List<Network>> clients) {
    var listensHereOnly =
        site.entries().stream()
            .allMatch(
                listener -> listener.literal().filter(InetAddress::isLoopbackAddress).isPresent());
    return listensHereOnly
        || clients
            .filter(
                networks -> networks.stream().filter(Checks::isIpv4).allMatch(LOOPBACK::contains))
            .isPresent();
  }

  private static boolean isIpv4(Network network) {
    return network.address() instanceof Inet4Address;
  }

  private static boolean within(InetAddress address, List<Network> networks) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** What was decided before for a network, and where. */
  private record Ruling<T>(Network network, String key, T answer) {}

  /** The first entry that matches wins, so a network inside an earlier one is never looked at. */
  private void shadowedAddresses(List<AdvertiseFor> entries) {
    var earlier = new HashMap<Network, Ruling<Advertise>>();
    for (var index = 0; index < entries.size(); index++) {
      var entry = entries.get(index);
      var clients = addressForKey(index) + ".clients";
      for (var position = 0; position < entry.clients().size(); position++) {
        var network = entry.clients().get(position);
        var key = clients + "[" + position + "]";
        rulingsOver(network, earlier)
            .filter(ruling -> !ruling.answer().equals(entry.address()))
            .findFirst()
            .ifPresent(ruling ->
                findings.warning(
                    "%s lies in %s of %s, which stands first and wins: its clients are told %s"
                        .formatted(network, ruling.network(), ruling.key(), ruling.answer()),
                    key,
                    clients));
        earlier.putIfAbsent(network, new Ruling<>(network, key, entry.address()));
      }
    }
  }

  private void access() {
    if (!readable("access")) {
      return;
    }
    var denied = new HashMap<Network, Ruling<Boolean>>();
    var deny = site.access().deny();
    for (var index = 0; index < deny.size(); index++) {
      var network = deny.get(index);
      denied.putIfAbsent(network, new Ruling<>(network, "access.deny[" + index + "]", false));
    }
    var allow = site.access().allow();
    for (var index = 0; index < allow.size(); index++) {
      var network = allow.get(index);
      var key = "access.allow[" + index + "]";
      rulingsOver(network, denied)
          .findFirst()
          .ifPresent(ruling ->
              findings.warning(
                  "%s lies in %s of %s, and deny wins: its clients are turned away"
                      .formatted(network, ruling.network(), ruling.key()),
                  key,
                  "access.allow"));
    }
  }

  /** The rulings on this network and on those that contain it, the narrowest first. */
  private static <T> Stream<Ruling<T>> rulingsOver(
      Network network, Map<Network, Ruling<T>> rulings) {
    return Stream.iterate(network.prefixLength(), length -> length >= 0, length -> length - 1)
        .flatMap(length -> Stream.ofNullable(rulings.get(network.widened(length))));
  }

  private void policy() {
    if (!readable("policy")) {
      return;
    }
    var everyone = -1;
    for (var index = 0; index < site.policy().size(); index++) {
      var rule = site.policy().get(index);
      var key = "policy[" + index + "]";
      if (everyone >= 0) {
        findings.warning(
            "never reached, because policy[%d] holds for everyone".formatted(everyone), key);
      } else if (rule.users().isEmpty() && rule.clients().isEmpty()) {
        everyone = index;
      }
      if (rule.hours().isEmpty() && findings.written(key + ".zone")) {
        findings.warning("without effect, because no hours are named", key + ".zone");
      }
      deniedVerbs(rule, key);
    }
  }

  private void deniedVerbs(PolicyRule rule, String key) {
    rule.denyVerbs().stream()
        .filter(name -> NEEDED.contains(name.verb()))
        .findFirst()
        .ifPresent(name ->
            findings.error(
                "%s cannot be denied: no session could do without".formatted(name),
                key + ".deny-verbs"));
    rule.allowVerbs().stream()
        .filter(rule.denyVerbs()::contains)
        .findFirst()
        .ifPresent(name ->
            findings.warning(
                "%s is in deny-verbs too, and deny-verbs wins".formatted(name),
                key + ".allow-verbs"));
  }

  private void certificateFiles() {
    if (!readable("certificates.files")) {
      return;
    }
    for (var index = 0; index < site.certificates().files().size(); index++) {
      var file = site.certificates().files().get(index);
      var key = "certificates.files[" + index + "]";
      if (file.certificate().isPresent() == file.pkcs12().isPresent()) {
        findings.error("one must stand here of certificate and pkcs12", key);
      } else if (file.pkcs12().isPresent() && file.key().isPresent()) {
        findings.error("a PKCS#12 file holds its key itself: remove this", key + ".key");
      }
      present(file.certificate(), key + ".certificate");
      present(file.key(), key + ".key");
      present(file.pkcs12(), key + ".pkcs12");
      present(file.passwordFile(), key + ".password-file");
    }
  }

  private void present(Optional<Path> file, String key) {
    file.filter(host::lacks)
        .ifPresent(missing -> findings.error("there is no file " + missing, key));
  }

  private void acme() {
    if (!readable("certificates.acme")) {
      return;
    }
    var acme = site.certificates().acme();
    present(acme.caFile(), "certificates.acme.ca-file");
    if (acme.names().isEmpty()) {
      if (findings.written("certificates.acme")) {
        findings.warning("without effect, because no names are named", "certificates.acme");
      }
      return;
    }
    if (!acme.agreeToTerms()) {
      findings.error(
          "the CA gives certificates only to who agrees to its terms of service, which "
              + acme.directory()
              + " names: read them and write agree-to-terms: true",
          "certificates.acme.agree-to-terms",
          "certificates.acme.names");
    }
    var at = acme.answersAt();
    var where = new String[] {"certificates.acme.listen", "certificates.acme.names"};
    if (at.literal().filter(address -> !host.isLocal(address)).isPresent()) {
      findings.error(
          at.host() + " is not an address of this host. Allowed: one that it has, or * for all",
          where);
    }
    if (readable("listen") && site.listen().stream().anyMatch(entry -> overlap(entry, at))) {
      findings.error(at + " is an entry of listen, so no challenge can be answered there", where);
    }
    if (readable("passive.ports") && site.passive().ports().contains(at.port())) {
      findings.error(
          "%d is one of the passive ports %s".formatted(at.port(), site.passive().ports()), where);
    }
  }

  private void limits() {
    var limits = site.limits();
    if (findings.written("limits.sessions-per-address")
        && readable("limits")
        && limits.sessionsPerAddress() > limits.sessions()) {
      findings.error(
          "%d from one address are more than the %d sessions there can be in all. Allowed: 1 to %d"
              .formatted(limits.sessionsPerAddress(), limits.sessions(), limits.sessions()),
          "limits.sessions-per-address");
    }
  }

  private void embedded() {
    if (site.server().isPresent() && !site.embedded().equals(Site.defaults().embedded())) {
      findings.warning(
          "without effect, because server names another server to stand behind the gateway",
          "embedded");
    }
  }

  /** Entries beside those for FTP: of SFTP, and those that lead elsewhere. */
  private void otherEntries() {
    if (!readable("listen", "tls", "pass-through", "embedded", "server", "servers")) {
      return;
    }
    var taken = new LinkedHashMap<Endpoint, String>();
    site.listen().forEach(entry -> taken.put(entry, "listen"));
    site.tls().implicit().forEach(entry -> taken.put(entry, "tls.implicit"));
    var sftp = site.sftpEntries();
    sftp.stream().limit(1).forEach(entry -> free(entry, taken, SFTP_PORT, "listen"));
    sftp.forEach(entry -> taken.putIfAbsent(entry, SFTP_PORT));
    for (var index = 0; index < site.passThrough().size(); index++) {
      var through = site.passThrough().get(index);
      var key = "pass-through[" + index + "]";
      if (through.listen().literal().filter(address -> !host.isLocal(address)).isPresent()) {
        findings.error(
            through.listen().host()
                + " is not an address of this host. Allowed: one that it has, or * for every one",
            key + ".listen",
            key);
      }
      free(through.listen(), taken, key + ".listen", key);
      taken.putIfAbsent(through.listen(), key + ".listen");
      if (onThisHost(through.to())) {
        taken.keySet().stream()
            .filter(own -> reaches(through.to(), own))
            .findFirst()
            .ifPresent(own ->
                findings.error(
                    "this is the gateway's own entry %s, so it would connect to itself. Allowed:"
                            .formatted(own)
                        + " another address or port",
                    key + ".to",
                    key));
      }
    }
  }

  private void free(Endpoint entry, Map<Endpoint, String> taken, String key, String section) {
    taken.keySet().stream()
        .filter(earlier -> overlap(earlier, entry))
        .findFirst()
        .ifPresent(earlier ->
            findings.error(
                "%s is taken by %s of %s; choose another port"
                    .formatted(entry, earlier, taken.get(earlier)),
                key,
                section));
    if (readable("passive.ports") && site.passive().ports().contains(entry.port())) {
      findings.error(
          "%d is one of passive.ports, %s; choose another port"
              .formatted(entry.port(), site.passive().ports()),
          key,
          section);
    }
  }

  /** The list of the site in which this entry stands. */
  private String entryList(int index) {
    return index < site.listen().size() ? "listen" : "tls.implicit";
  }

  private String entryKey(int index) {
    var place = index < site.listen().size() ? index : index - site.listen().size();
    return entryList(index) + "[" + place + "]";
  }

  private static String addressForKey(int index) {
    return "passive.address-for[" + index + "]";
  }
}
