package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** Apache FtpServer: Spring XML with its own namespace. */
final class ApacheFtpServer implements Importer {

  private static final String NAMESPACE = "http://mina.apache.org/ftpserver/spring/v1";

  /** {@code 2300}, {@code 2300-2399}, {@code 2300-}, {@code -1023}. */
  private static final Pattern RANGE = Pattern.compile("([0-9]{0,5})\\s*(-?)\\s*([0-9]{0,5})");

  private static final int OWN_SESSIONS = 10;

  @Override
  public Product product() {
    return Product.APACHE_FTPSERVER;
  }

  @Override
  public List<String> places() {
    return List.of(
        "/opt/apache-ftpserver/res/conf/ftpd-typical.xml",
        "/usr/local/apache-ftpserver/res/conf/ftpd-typical.xml");
  }

  @Override
  public String expected() {
    return "XML with server in the namespace " + NAMESPACE;
  }

  @Override
  public String rangeOf(int first, int last) {
    return "<passive ports=\"%d-%d\"/> in data-connection".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return source.text().contains(NAMESPACE);
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    for (var source : sources) {
      var server =
          Xml.root(source)
              .everywhere()
              .filter(element -> element.name().equals("server"))
              .filter(element -> element.namespace().equals(NAMESPACE))
              .findFirst();
      if (server.isEmpty()) {
        throw new ImportException(source.whole(), "expected an element server of " + NAMESPACE);
      }
      var listeners =
          server.get().at("listeners").stream().flatMap(all -> all.all("nio-listener")).toList();
      for (var listener : listeners) {
        draw(server.get(), listener, result, source.whole());
      }
      if (listeners.isEmpty()) {
        throw new ImportException(server.get().at(), "expected a nio-listener in listeners");
      }
    }
  }

  private static void draw(Xml server, Xml listener, Result result, Origin whole)
      throws ImportException {
    var draft = result.service(whole);
    listen(listener, draft);
    var data = listener.at("data-connection");
    passive(data.flatMap(one -> one.at("passive")), draft, result);
    active(data.flatMap(one -> one.at("active")), draft);
    encryption(listener, draft);
    draft.standard(Setting.SESSION_REUSE, false);
    draft.standard(Setting.SESSIONS, OWN_SESSIONS);
    server
        .attribute("max-logins")
        .flatMap(Numbers::of)
        .ifPresent(n -> {
          draft.remove(Setting.SESSIONS);
          Numbers.limit(Integer.toString(n))
              .ifPresent(limit -> draft.put(Setting.SESSIONS, limit, server.at()));
        });
  }

  private static void listen(Xml listener, Draft draft) throws ImportException {
    var port = listener.attribute("port");
    if (port.isPresent() && Numbers.of(port.get()).isEmpty()) {
      throw new ImportException(
          listener.at(),
          "port=\"%s\" is no port; a placeholder must be written out first"
              .formatted(Quotes.shown(port.get())));
    }
    var host =
        listener
            .attribute("local-address")
            .flatMap(Announced::literal)
            .map(Object::toString)
            .orElse(Endpoint.EVERY_ADDRESS);
    draft.listens(
        new Endpoint(host, port.flatMap(Numbers::port).orElse(Endpoint.FTP)), listener.at());
  }

  private static void passive(Optional<Xml> passive, Draft draft, Result result)
      throws ImportException {
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    draft.standard(Setting.CHECKS_PEER, false);
    if (passive.isEmpty()) {
      return;
    }
    var element = passive.get();
    var ports = element.attribute("ports").orElse("0");
    if (!ports.equals("0")) {
      draft.put(Setting.PASSIVE_PORTS, ranges(ports, element.at()), element.at());
      draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, element.at());
    }
    var checks = element.attribute("ip-check").filter("true"::equals).isPresent();
    if (checks) {
      draft.put(Setting.CHECKS_PEER, true, element.at());
    } else {
      result.warn(
          element.at(),
          "passive data connections are taken from anyone, not only from the client.",
          "ip-check=\"true\" in passive, unless a NAT changes clients' addresses");
    }
    element
        .attribute("external-address")
        .or(() -> element.attribute("address").filter(text -> !text.equals("0.0.0.0")))
        .ifPresent(text ->
            Announced.of(text)
                .ifPresentOrElse(
                    found -> {
                      draft.put(Setting.ANNOUNCES, found, element.at());
                      if (found instanceof Advertise.Name) {
                        draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.AT_START);
                      }
                    },
                    () ->
                        result.warn(
                            element.at(),
                            "%s is no address and no name; the server does not start."
                                .formatted(Quotes.shown(text)),
                            "external-address with the outside address")));
  }

  private static List<PortRange> ranges(String ports, Origin at) throws ImportException {
    var ranges = new ArrayList<PortRange>();
    for (var part : ports.split("[,;]", -1)) {
      var matcher = RANGE.matcher(part.strip());
      var first = 0;
      var last = 0;
      if (matcher.matches() && !part.isBlank()) {
        var isRange = !matcher.group(2).isEmpty();
        first = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
        last =
            !isRange
                ? first
                : matcher.group(3).isEmpty()
                    ? PortRange.HIGHEST
                    : Integer.parseInt(matcher.group(3));
      }
      if (first < 1 || last > PortRange.HIGHEST || first > last) {
        throw new ImportException(
            at,
            "%s is no range of ports; expected such as 30000-30099".formatted(Quotes.shown(part)));
      }
      ranges.add(new PortRange(first, last));
    }
    return ranges;
  }

  private static void active(Optional<Xml> active, Draft draft) {
    draft.standard(Setting.ACTIVE, true);
    draft.standard(Setting.ACTIVE_SOURCE_PORT, 0);
    active.ifPresent(element -> {
      element
          .attribute("enabled")
          .ifPresent(text -> draft.put(Setting.ACTIVE, text.equals("true"), element.at()));
      element
          .attribute("local-port")
          .flatMap(Numbers::port)
          .ifPresent(port -> draft.put(Setting.ACTIVE_SOURCE_PORT, port, element.at()));
    });
  }

  private static void encryption(Xml listener, Draft draft) {
    var keystore = listener.at("ssl/keystore");
    var implicit = listener.attribute("implicit-ssl").filter("true"::equals).isPresent();
    if (keystore.isEmpty()) {
      draft.standard(Setting.TLS, TlsUse.OFF);
      draft.standard(Setting.DATA_TLS, TlsUse.OFF);
      return;
    }
    draft.put(Setting.TLS, implicit ? TlsUse.REQUIRED : TlsUse.OFFERED, keystore.get().at());
    var data =
        listener
            .at("data-connection")
            .flatMap(one -> one.attribute("implicit-ssl"))
            .filter("true"::equals)
            .isPresent();
    draft.put(Setting.DATA_TLS, data ? TlsUse.REQUIRED : TlsUse.OFFERED, keystore.get().at());
    if (implicit) {
      draft.put(Setting.IMPLICIT_PORT, draft.listener().port(), listener.at());
    }
  }
}
