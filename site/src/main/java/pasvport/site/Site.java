package pasvport.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one description of a site: what Pasvport listens on, what stands behind it, whom it serves
 * and within which bounds.
 *
 * @param listen where clients reach the gateway; at least one entry
 * @param server the FTP server behind the gateway; absent, the embedded server stands there
 * @param serverSettings what the configuration of {@code server} says
 * @param servers several FTP servers behind the gateway, instead of {@code server}
 * @param serverData who connects for data between gateway and server
 * @param serverProxy on which connections the server is told who the client is
 * @param serverTls TLS between the gateway and {@code server}
 * @param passive the ports and addresses of passive data connections
 * @param active whether and where active data connections are made
 * @param tls TLS between clients and the gateway
 * @param proxyProtocol proxies in front that say whose connection they pass on
 * @param passThrough ports that lead to other servers as they are
 * @param access which client networks are served
 * @param profile how FTP is to get through the firewalls of {@code path}
 * @param path the firewalls between clients and server, in the order of the clients' packets
 * @param policy what users may do; the first rule that matches holds, without one everything
 * @param certificates where the certificates for TLS come from
 * @param limits how much of everything is allowed
 * @param timeouts how long everything may take
 * @param embedded the embedded server's settings, without meaning when {@code server} is named
 * @param log how the log is written
 */
public record Site(
    @Key(
            value =
                "Where clients reach the gateway: a port, or an address of this host and a port; "
                    + "`*` or a port alone means every address, IPv4 and IPv6.",
            standard = "2121",
            nonEmpty = true)
        List<Endpoint> listen,
    @Key(
            value =
                "The FTP server behind the gateway; left out, the embedded server stands there. "
                    + "Its port may be left out and is then 21.",
            form = ValueType.Form.SERVER)
        Optional<Endpoint> server,
    @Key(
            "What the configuration of `server` says; `pasvport import` writes it, and the plan of"
                + " the firewall rests on it.")
        Optional<ServerSettings> serverSettings,
    @Key(
            "Several FTP servers behind the gateway, instead of `server`. A session goes to the one"
                + " that its entry, HOST or USER choose; else to the first that asks for neither.")
        List<BackServer> servers,
    @Key(
            value =
                "Who connects for data between gateway and server: the gateway (passive), or the"
                    + " server (active), for one that can do no other.",
            standard = "passive")
        ServerData serverData,
    @Key(
            value =
                "On which connections the server is told the client's address with a PROXY protocol"
                    + " header (version 2). Only for a server that asks for it.",
            standard = "off")
        ServerProxy serverProxy,
    @Key("TLS between the gateway and `server`.") ServerTls serverTls,
    @Key("Passive data connections: the ports and the address that clients are told.")
        Passive passive,
    @Key("Active data connections: whether they are offered and where they may lead.")
        Active active,
    @Key("TLS between clients and the gateway (FTPS).") Tls tls,
    @Key("Proxies and load balancers in front of the gateway that say who the client is.")
        ProxyProtocol proxyProtocol,
    @Key(
            "Ports that lead to other servers as they are, such as an SFTP server behind the"
                + " gateway.")
        List<PassThrough> passThrough,
    @Key("Which clients are served, by network.") Access access,
    @Key(
            value =
                "How FTP gets through the firewalls of `path`: Pasvport stands in front (gateway),"
                    + " the server's own range is open (static), or the firewalls read what the"
                    + " control connection says (helper; plain FTP only). `pasvport plan` chooses"
                    + " with auto, and says why.",
            standard = "auto")
        FirewallProfile profile,
    @Key(
            "The firewalls and NATs from the clients to the server, in this order, for `pasvport"
                + " plan`. Left out, the firewall of the host at the end is the only one.")
        List<PathHop> path,
    @Key(
            "What users may do, as a list of rules; the first that matches user and client holds,"
                + " and where none does, everything is allowed.")
        List<PolicyRule> policy,
    @Key(
            "The certificates for TLS. Left out, one is made at the first start that nobody has"
                + " signed but itself.")
        CertificateSources certificates,
    @Key("How much of everything is allowed.") Limits limits,
    @Key("How long everything may take; beyond it, it is given up.") Timeouts timeouts,
    @Key("The embedded server, which stands behind the gateway when no `server` is named.")
        Embedded embedded,
    @Key("How the log is written.") Logging log) {

  public Site {
    listen = List.copyOf(listen);
    servers = List.copyOf(servers);
    passThrough = List.copyOf(passThrough);
    policy = List.copyOf(policy);
    path = List.copyOf(path);
    if (listen.isEmpty()) {
      throw new IllegalArgumentException("listen is empty, so no client could connect");
    }
  }

  /**
   * A site read from a file, which can be used.
   *
   * @param site what the file says
   * @param warnings what in it may surprise its author, in the order of the file
   * @param lines the line of each key that is written, by the key's path
   */
  public record Loaded(Site site, List<Problem> warnings, Map<String, Integer> lines) {

    public Loaded {
      warnings = List.copyOf(warnings);
      lines = Map.copyOf(lines);
    }

    /** What holds when there is no file. */
    public static Loaded standard() {
      return new Loaded(defaults(), List.of(), Map.of());
    }
  }

  /** Every place where clients reach the gateway: those of {@code listen}, then implicit TLS. */
  public List<Endpoint> entries() {
    return Stream.concat(listen.stream(), tls.implicit().stream()).toList();
  }

  /** Whether the embedded server stands behind the gateway. */
  public boolean isEmbedded() {
    return server.isEmpty() && servers.isEmpty();
  }

  /** Where clients reach the embedded server by SFTP. */
  public List<Endpoint> sftpEntries() {
    int port = embedded.sftpPort();
    return isEmbedded() && port != Embedded.NO_PORT
        ? listen.stream().map(entry -> new Endpoint(entry.host(), port)).distinct().toList()
        : List.of();
  }

  /** A site has a few dozen keys; a file beyond one MiB is something else. */
  static final int LONGEST_FILE = 1 << 20;

  /** The site that holds when there is no file at all. */
  public static Site defaults() {
    return Shape.Section.of(Site.class).defaults(Site.class);
  }

  /**
   * Reads a site from a YAML file (1.2, UTF-8) and checks it against the host.
   *
   * @throws SiteException with all problems if the file cannot be read, or says what cannot be
   */
  public static Loaded load(Path file, HostAddresses host) throws SiteException {
    return parse(SiteFile.read(file), file.toString(), host);
  }

  /**
   * The text of a site's file, as it stands there.
   *
   * @throws SiteException if it cannot be read, is too long or not UTF-8
   */
  public static String text(Path file) throws SiteException {
    return SiteFile.read(file);
  }

  /**
   * The same for a text.
   *
   * @param fileName what messages call it
   */
  public static Loaded parse(String text, String fileName, HostAddresses host)
      throws SiteException {
    var findings = new Findings();
    var tree = Document.read(text, LONGEST_FILE, findings);
    var site = new Binder(Shape.Section.of(Site.class), findings).bind(tree, Site.class);
    if (tree.isPresent()) {
      new Checks(site, host, findings).run();
    }
    if (!findings.keysWithErrors().isEmpty()) {
      throw new SiteException(fileName, findings.problems());
    }
    return new Loaded(site, findings.problems(), findings.lines());
  }
}
