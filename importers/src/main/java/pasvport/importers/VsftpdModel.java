package pasvport.importers;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.HostText;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.TlsUse;

/** What vsftpd does with its options. */
final class VsftpdModel {

  /** From where vsftpd draws unless told otherwise (measured). */
  private static final int OWN_FIRST = 5001;

  private static final int LEAST = 1024;
  private static final int IMPLICIT = 990;
  private static final int FTP_DATA = 20;

  private final VsftpdOptions options;
  private final Result result;
  private final Origin whole;
  private final Draft draft;

  VsftpdModel(VsftpdOptions options, Result result, Origin whole) {
    this.options = options;
    this.result = result;
    this.whole = whole;
    this.draft = result.service(whole);
  }

  void draw() {
    listener();
    passive();
    address();
    active();
    encryption();
    limits();
    options
        .at("user_config_dir")
        .ifPresent(at ->
            result.warn(at, "files in this folder may change these settings for single users."));
  }

  private void listener() {
    var ipv4 = options.truth("listen", false);
    var ipv6 = options.truth("listen_ipv6", false);
    var port = options.number("listen_port", Endpoint.FTP);
    if (ipv4 && ipv6) {
      result.warn(
          at("listen_ipv6"),
          "listen and listen_ipv6 exclude each other; vsftpd does not start.",
          "listen=YES and listen_ipv6=NO for IPv4 alone, the reverse for both");
    } else if (!ipv4 && !ipv6) {
      result.warn(
          at("listen"),
          "vsftpd does not listen itself and must be started by inetd, whose port holds.",
          "listen=YES to have it listen");
    }
    var option = ipv6 ? "listen_address6" : "listen_address";
    var host = options.text(option).flatMap(text -> literal(option, text));
    var origins =
        Stream.of("listen_port", option, ipv6 ? "listen_ipv6" : "listen")
            .flatMap(name -> options.at(name).stream())
            .toArray(Origin[]::new);
    if (origins.length > 0 && port > 0 && port <= PortRange.HIGHEST) {
      draft.listens(new Endpoint(host.orElse(Endpoint.EVERY_ADDRESS), port), origins);
    }
  }

  private Optional<String> literal(String option, String text) {
    var address = Announced.literal(text.strip());
    if (address.isEmpty()) {
      result.warn(
          at(option),
          "%s is no address; vsftpd does not start.".formatted(Quotes.shown(text)),
          option + "= with an address of this host");
    }
    return address.map(Object::toString);
  }

  private void passive() {
    if (!options.truth("pasv_enable", true)) {
      draft.put(Setting.PASSIVE_SOURCE, PortSource.NONE, at("pasv_enable"));
      return;
    }
    var min = options.number("pasv_min_port", 0);
    var max = options.number("pasv_max_port", 0);
    var first = min == 0 ? OWN_FIRST : Math.clamp(min, LEAST, PortRange.HIGHEST);
    var last = max >= first && max < PortRange.HIGHEST ? max : PortRange.HIGHEST;
    var origins =
        Stream.of("pasv_min_port", "pasv_max_port")
            .flatMap(name -> options.at(name).stream())
            .toArray(Origin[]::new);
    if (min == 0 && max < first) {
      draft.standard(Setting.PASSIVE_PORTS, List.of(new PortRange(first, last)));
      draft.standard(Setting.PASSIVE_SOURCE, PortSource.BUILT_IN);
    } else {
      draft.put(Setting.PASSIVE_PORTS, List.of(new PortRange(first, last)), origins);
      draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, origins);
    }
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    unlikeWritten(min, max, first, last);
  }

  private void unlikeWritten(int min, int max, int first, int last) {
    if (max != 0 && max != last) {
      result.warn(
          at("pasv_max_port"),
          "pasv_max_port %d is below the first port %d, so vsftpd draws from %d-%d."
              .formatted(max, first, first, last),
          "pasv_max_port=%d or more".formatted(first));
    } else if (min != 0 && max == 0) {
      result.warn(
          at("pasv_min_port"),
          "without pasv_max_port the range goes up to %d.".formatted(last),
          "pasv_max_port too");
    } else if (max != 0 && min == 0) {
      result.warn(
          at("pasv_max_port"),
          "without pasv_min_port the range begins at %d.".formatted(first),
          "pasv_min_port too");
    }
    if (min != 0 && min != first) {
      result.warn(
          at("pasv_min_port"),
          "vsftpd begins at %d instead of %d.".formatted(first, min),
          "pasv_min_port=%d or more".formatted(LEAST));
    }
  }

  private void address() {
    var written = options.text("pasv_address");
    if (written.isEmpty()) {
      return;
    }
    var text = written.get();
    var at = at("pasv_address");
    var resolves = options.truth("pasv_addr_resolve", false);
    var announced = Announced.of(text);
    if (announced.isEmpty() || (!resolves && Announced.literal(text).isEmpty())) {
      result.warn(
          at,
          "%s is no IPv4 address to vsftpd; at PASV it says \"500 OOPS: invalid pasv_address\" and ends the session."
              .formatted(Quotes.shown(text)),
          announced.isPresent()
              ? "pasv_addr_resolve=YES beside it, or the address"
              : "pasv_address=%s".formatted(Quotes.without(text.strip())));
      return;
    }
    if (options.truth("listen_ipv6", false)) {
      draft.put(
          Setting.ANNOUNCES,
          new Advertise.Literal(InetAddress.ofLiteral("0.0.0.0")),
          at,
          at("listen_ipv6"));
      result.warn(
          at,
          "with listen_ipv6=YES vsftpd tells IPv4 clients 0.0.0.0 instead of %s.".formatted(text),
          "listen=YES and listen_ipv6=NO");
      return;
    }
    draft.put(Setting.ANNOUNCES, announced.get(), at);
    if (announced.get() instanceof Advertise.Name) {
      draft.put(Setting.ANNOUNCES_RESOLVED, NameLookup.AT_START, at("pasv_addr_resolve"));
    } else if (announced.get() instanceof Advertise.Literal(var address)
        && HostText.written(address).indexOf(':') >= 0) {
      draft.remove(Setting.ANNOUNCES);
      result.warn(at, "a passive reply cannot name an IPv6 address.", "an IPv4 address");
    }
  }

  private void active() {
    put(Setting.ACTIVE, options.truth("port_enable", true), "port_enable");
    var from20 = options.truth("connect_from_port_20", false);
    put(
        Setting.ACTIVE_SOURCE_PORT,
        from20 ? options.number("ftp_data_port", FTP_DATA) : 0,
        from20 ? "ftp_data_port" : "connect_from_port_20",
        "connect_from_port_20");
    var checks = !options.truth("pasv_promiscuous", false);
    put(Setting.CHECKS_PEER, checks, "pasv_promiscuous");
  }

  private void encryption() {
    if (!options.truth("ssl_enable", false)) {
      put(Setting.TLS, TlsUse.OFF, "ssl_enable");
      put(Setting.DATA_TLS, TlsUse.OFF, "ssl_enable");
      return;
    }
    var anonymous = options.truth("anonymous_enable", false);
    var control =
        options.truth("force_local_logins_ssl", true)
            && (!anonymous || options.truth("force_anon_logins_ssl", false));
    var data =
        options.truth("force_local_data_ssl", true)
            && (!anonymous || options.truth("force_anon_data_ssl", false));
    put(Setting.TLS, use(control), "ssl_enable", "force_local_logins_ssl", "force_anon_logins_ssl");
    put(Setting.DATA_TLS, use(data), "ssl_enable", "force_local_data_ssl", "force_anon_data_ssl");
    put(Setting.SESSION_REUSE, options.truth("require_ssl_reuse", true), "require_ssl_reuse");
    if (options.truth("implicit_ssl", false)) {
      put(Setting.IMPLICIT_PORT, draft.listener().port(), "implicit_ssl", "listen_port");
      if (draft.listener().port() == Endpoint.FTP) {
        result.warn(
            at("implicit_ssl"),
            "TLS begins at once on port 21, where clients expect a greeting in clear.",
            "listen_port=" + IMPLICIT);
      }
    }
  }

  private static TlsUse use(boolean required) {
    return required ? TlsUse.REQUIRED : TlsUse.OFFERED;
  }

  private void limits() {
    for (var limit : List.of("max_clients", "max_per_ip")) {
      var number = options.number(limit, 0);
      if (number > 0) {
        put(
            limit.equals("max_clients") ? Setting.SESSIONS : Setting.SESSIONS_PER_ADDRESS,
            number,
            limit);
      }
    }
  }

  /** Puts what follows from these options, as a default if none of them is written. */
  private void put(Setting setting, Object value, String... names) {
    var origins =
        Stream.of(names).flatMap(name -> options.at(name).stream()).toArray(Origin[]::new);
    if (origins.length == 0) {
      draft.standard(setting, value);
    } else {
      draft.put(setting, value, origins);
    }
  }

  private Origin at(String option) {
    return options.at(option).orElse(whole);
  }
}
