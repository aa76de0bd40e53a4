package pasvport.importers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.AdvertiseFor;
import pasvport.site.Endpoint;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** SFTPGo: JSON, YAML or TOML, and environment variables, which win. */
final class Sftpgo implements Importer {

  private static final String PREFIX = "SFTPGO_";
  private static final Pattern VARIABLE = Pattern.compile("(?m)^\\s*(export\\s+)?SFTPGO_\\w+\\s*=");
  private static final Pattern KEY = Pattern.compile("(?m)(\"ftpd\"\\s*:|^ftpd\\s*:|^\\[+ftpd\\b)");

  private static final PortRange OWN = new PortRange(50_000, 50_100);
  private static final int OWN_PER_ADDRESS = 20;

  /** "tls_mode". */
  private static final String REQUIRED = "1";

  private static final String IMPLICIT = "2";
  private static final int FTP_DATA = 20;

  @Override
  public Product product() {
    return Product.SFTPGO;
  }

  @Override
  public List<String> places() {
    return List.of(
        "/etc/sftpgo/sftpgo.json",
        "/etc/sftpgo/sftpgo.yaml",
        "/etc/sftpgo/sftpgo.yml",
        "/etc/sftpgo/sftpgo.toml",
        "/usr/local/etc/sftpgo/sftpgo.json");
  }

  @Override
  public String expected() {
    return "JSON, YAML or TOML with ftpd in it, or variables SFTPGO_…=";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "start %d and end %d in ftpd.passive_port_range".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    var text = source.text();
    return isEnvironment(text)
        || (KEY.matcher(text).find()
            && (text.contains("bindings") || text.contains("passive_port_range")));
  }

  private static boolean isEnvironment(String text) {
    return VARIABLE.matcher(text).find();
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var keys = new FlatKeys();
    var variables = new ArrayList<Source>();
    for (var source : sources) {
      if (isEnvironment(source.text())) {
        variables.add(source);
      } else if (source.name().endsWith(".toml")) {
        keys.takeToml(source);
      } else {
        keys.takeYaml(source);
      }
    }
    for (var source : variables) {
      keys.takeEnvironment(source, PREFIX);
    }
    var whole = sources.getFirst().whole();
    keys.indices("ftpd.bindings").stream()
        .map(index -> new Binding(keys, index, result, whole))
        .filter(Binding::isOn)
        .sorted(Comparator.comparing(Binding::isImplicit))
        .forEach(Binding::draw);
    if (result.services().isEmpty()) {
      throw new ImportException(
          whole, "no entry of ftpd.bindings has a port, so FTP is off; expected one with a port");
    }
    implicit(result);
  }

  /** A binding of implicit TLS is the main one's port of implicit TLS. */
  private static void implicit(Result result) {
    var main = result.services().getFirst();
    result.services().stream()
        .skip(1)
        .filter(draft -> draft.value(Setting.IMPLICIT_PORT, Integer.class).isPresent())
        .findFirst()
        .filter(_ -> main.value(Setting.IMPLICIT_PORT, Integer.class).isEmpty())
        .ifPresent(draft ->
            main.put(
                Setting.IMPLICIT_PORT,
                draft.listener().port(),
                draft.origin(Setting.IMPLICIT_PORT)));
  }

  /** An entry of {@code ftpd.bindings}. */
  private record Binding(FlatKeys keys, int index, Result result, Origin whole) {

    boolean isOn() {
      return port().isPresent();
    }

    boolean isImplicit() {
      return own("tls_mode").filter(found -> found.value().equals(IMPLICIT)).isPresent();
    }

    void draw() {
      var draft = result.service(whole);
      var host =
          own("address")
              .flatMap(found -> Announced.literal(found.value()))
              .map(Object::toString)
              .filter(text -> !text.equals("0.0.0.0") && !text.equals("::"));
      draft.listens(
          new Endpoint(host.orElse(Endpoint.EVERY_ADDRESS), port().orElseThrow()),
          own("port").orElseThrow().at());
      passive(draft);
      announced(draft);
      active(draft);
      encryption(draft);
      put(draft, Setting.CHECKS_PEER, own("passive_connections_security"), "1");
      limits(draft);
    }

    private Optional<Integer> port() {
      return own("port").flatMap(found -> Numbers.port(found.value()));
    }

    private Optional<FlatKeys.Written> own(String key) {
      return keys.at("ftpd.bindings." + index + "." + key);
    }

    /** True unless the value is this one. */
    private static void put(
        Draft draft, Setting setting, Optional<FlatKeys.Written> found, String unless) {
      found.ifPresentOrElse(
          one -> draft.put(setting, !one.value().equals(unless), one.at()),
          () -> draft.standard(setting, true));
    }

    private void passive(Draft draft) {
      var start = keys.at("ftpd.passive_port_range.start");
      var end = keys.at("ftpd.passive_port_range.end");
      draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
      if (start.isEmpty() && end.isEmpty()) {
        draft.standard(Setting.PASSIVE_PORTS, List.of(OWN));
        draft.standard(Setting.PASSIVE_SOURCE, PortSource.BUILT_IN);
        return;
      }
      var at = start.or(() -> end).orElseThrow().at();
      var first = start.map(FlatKeys.Written::value).orElse(Integer.toString(OWN.first()));
      var last = end.map(FlatKeys.Written::value).orElse(Integer.toString(OWN.last()));
      if (first.equals("0")) {
        draft.put(Setting.PASSIVE_SOURCE, PortSource.KERNEL, at);
        return;
      }
      var ports =
          Numbers.port(first)
              .flatMap(a -> Numbers.port(last).filter(b -> a <= b).map(b -> new PortRange(a, b)));
      if (ports.isEmpty()) {
        result.warn(
            at,
            "%s-%s is no range of ports.".formatted(Quotes.shown(first), Quotes.shown(last)),
            "start 30000 and end 30099");
        draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
        return;
      }
      draft.put(
          Setting.PASSIVE_PORTS, List.of(ports.get()), at, end.or(() -> start).orElseThrow().at());
      draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, at);
    }

    private void announced(Draft draft) {
      var forced = own("force_passive_ip").filter(found -> !found.value().isEmpty());
      var name = own("passive_host").filter(found -> !found.value().isEmpty());
      if (forced.isPresent()) {
        var address = Announced.literal(forced.get().value());
        if (address.isEmpty()) {
          result.warn(
              forced.get().at(),
              "SFTPGo does not start: force_passive_ip must be an IPv4 address, %s is none."
                  .formatted(Quotes.shown(forced.get().value())),
              "the name in passive_host, and force_passive_ip empty");
        }
        address.ifPresent(literal -> draft.put(Setting.ANNOUNCES, literal, forced.get().at()));
        name.ifPresent(found ->
            result.warn(
                found.at(),
                "passive_host is not used, because force_passive_ip is set.",
                "one of them"));
      } else if (name.isPresent()) {
        Announced.of(name.get().value())
            .ifPresent(found -> {
              draft.put(Setting.ANNOUNCES, found, name.get().at());
              if (found instanceof Advertise.Name) {
                draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.PER_COMMAND);
              }
            });
      }
      overrides(draft);
      if (own("address")
              .filter(found -> found.value().equals("::") || found.value().equals("[::]"))
              .isPresent()
          && draft.value(Setting.ANNOUNCES, Advertise.class).isEmpty()) {
        result.warn(
            own("address").orElseThrow().at(),
            "bound to [::], SFTPGo refuses PASV of IPv6 clients with \"invalid passive IP\"; EPSV works.",
            "\"\" as address, or force_passive_ip");
      }
    }

    private void overrides(Draft draft) {
      var entries = new ArrayList<AdvertiseFor>();
      var origins = new ArrayList<Origin>();
      var list = "ftpd.bindings." + index + ".passive_ip_overrides";
      for (var entry : keys.indices(list)) {
        var networks = new ArrayList<Network>();
        for (var number : keys.indices(list + "." + entry + ".networks")) {
          var network = keys.at(list + "." + entry + ".networks." + number).orElseThrow();
          try {
            networks.add(Network.parse(network.value()));
            origins.add(network.at());
          } catch (IllegalArgumentException e) {
            result.warn(network.at(), e.getMessage() + ".", "a network such as 10.0.0.0/8");
          }
        }
        var ip = keys.at(list + "." + entry + ".ip").map(FlatKeys.Written::value).orElse("");
        var told =
            ip.isEmpty() ? Optional.<Advertise>of(new Advertise.SameAsControl()) : Announced.of(ip);
        if (!networks.isEmpty() && told.isPresent()) {
          entries.add(new AdvertiseFor(networks, told.get()));
        }
      }
      if (!entries.isEmpty()) {
        draft.put(Setting.ANNOUNCES_FOR, entries, origins.toArray(Origin[]::new));
      }
    }

    private void active(Draft draft) {
      put(draft, Setting.ACTIVE, keys.at("ftpd.disable_active_mode"), "true");
      var not20 = keys.at("ftpd.active_transfers_port_non_20");
      if (not20.filter(found -> found.value().equals("false")).isPresent()) {
        draft.put(Setting.ACTIVE_SOURCE_PORT, FTP_DATA, not20.get().at());
      } else {
        draft.standard(Setting.ACTIVE_SOURCE_PORT, 0);
      }
    }

    private void encryption(Draft draft) {
      var mode = own("tls_mode");
      var certificate =
          own("certificate_file")
              .filter(found -> !found.value().isEmpty())
              .or(() -> keys.at("ftpd.certificate_file").filter(found -> !found.value().isEmpty()));
      var value = mode.map(FlatKeys.Written::value).orElse("0");
      var use =
          value.equals(REQUIRED) || value.equals(IMPLICIT)
              ? TlsUse.REQUIRED
              : certificate.isPresent() ? TlsUse.OFFERED : TlsUse.OFF;
      var at = mode.filter(_ -> use == TlsUse.REQUIRED).or(() -> certificate);
      for (var setting : List.of(Setting.TLS, Setting.DATA_TLS)) {
        at.ifPresentOrElse(
            found -> draft.put(setting, use, found.at()), () -> draft.standard(setting, use));
      }
      draft.standard(Setting.SESSION_REUSE, false);
      if (value.equals(IMPLICIT)) {
        draft.put(Setting.IMPLICIT_PORT, port().orElseThrow(), mode.orElseThrow().at());
      }
    }

    private void limits(Draft draft) {
      keys.at("common.max_total_connections")
          .ifPresent(found ->
              Numbers.limit(found.value())
                  .ifPresent(n -> draft.put(Setting.SESSIONS, n, found.at())));
      draft.standard(Setting.SESSIONS_PER_ADDRESS, OWN_PER_ADDRESS);
      keys.at("common.max_per_host_connections")
          .ifPresent(found ->
              Numbers.limit(found.value())
                  .ifPresentOrElse(
                      n -> draft.put(Setting.SESSIONS_PER_ADDRESS, n, found.at()),
                      () -> draft.remove(Setting.SESSIONS_PER_ADDRESS)));
      keys.at("sftpd.bindings.0.port")
          .ifPresent(found ->
              Numbers.port(found.value())
                  .ifPresent(port -> draft.put(Setting.SFTP_PORT, port, found.at())));
    }
  }
}
