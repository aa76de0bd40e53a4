package pasvport.importers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** Microsoft IIS FTP from 7.5: {@code applicationHost.config}. */
final class Iis implements Importer {

  private static final int IMPLICIT = 990;
  private static final int LEAST = 1025;

  @Override
  public Product product() {
    return Product.IIS;
  }

  @Override
  public List<String> places() {
    return List.of("C:/Windows/System32/inetsrv/config/applicationHost.config");
  }

  @Override
  public String expected() {
    return "XML with the root configuration and system.applicationHost in it";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "<firewallSupport lowDataChannelPort=\"%d\" highDataChannelPort=\"%d\"/> in system.ftpServer, then restart ftpsvc"
        .formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    var text = source.text();
    return text.contains("<configuration")
        && (text.contains("<system.ftpServer") || text.contains("<system.applicationHost"));
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    for (var source : sources) {
      var root = Xml.root(source);
      var sites = root.at("system.applicationHost/sites");
      for (var site : sites.stream().flatMap(all -> all.all("site")).toList()) {
        var bindings =
            site.at("bindings").stream()
                .flatMap(all -> all.all("binding"))
                .filter(one -> one.attribute("protocol").filter("ftp"::equals).isPresent())
                .toList();
        var implicit = bindings.stream().filter(Iis::isImplicit).findFirst();
        for (var binding : bindings) {
          if (!isImplicit(binding) || bindings.size() == 1) {
            new Site(root, sites.orElseThrow(), site, binding, implicit, result, source.whole())
                .draw();
          }
        }
      }
      if (result.services().isEmpty()) {
        throw new ImportException(
            source.whole(), "no site has a binding with protocol=\"ftp\"; expected one");
      }
    }
  }

  private static boolean isImplicit(Xml binding) {
    return address(binding).filter(at -> at.port() == IMPLICIT).isPresent();
  }

  /** {@code ip|*:port:host}. */
  private static Optional<Endpoint> address(Xml binding) {
    var text = binding.attribute("bindingInformation").orElse("");
    var host = text.startsWith("[") ? text.indexOf(']') + 1 : Math.max(0, text.indexOf(':'));
    var rest = text.substring(host).split(":", -1);
    var address = text.substring(0, host).replaceAll("[\\[\\]]", "");
    return rest.length < 2
        ? Optional.empty()
        : Numbers.port(rest[1])
            .map(port ->
                new Endpoint(
                    Announced.literal(address).map(Object::toString).orElse(Endpoint.EVERY_ADDRESS),
                    port));
  }

  /** A site, at one of its bindings. */
  private record Site(
      Xml root,
      Xml sites,
      Xml site,
      Xml binding,
      Optional<Xml> implicit,
      Result result,
      Origin whole) {

    void draw() {
      var draft = result.service(whole);
      address(binding).ifPresent(at -> draft.listens(at, binding.at()));
      implicit.ifPresent(one -> draft.put(Setting.IMPLICIT_PORT, IMPLICIT, one.at()));
      passive(draft);
      announced(draft);
      draft.standard(Setting.ACTIVE, true);
      encryption(draft);
      draft.standard(Setting.SESSION_REUSE, false);
      written("security/dataChannelSecurity", "matchClientAddressForPasv")
          .ifPresentOrElse(
              found -> draft.put(Setting.CHECKS_PEER, found.value.equals("true"), found.at),
              () -> draft.standard(Setting.CHECKS_PEER, true));
      written("connections", "maxConnections")
          .ifPresent(found ->
              Numbers.limit(found.value).ifPresent(n -> draft.put(Setting.SESSIONS, n, found.at)));
    }

    /** An attribute's value and where it stands. */
    private record Written(String value, Origin at) {}

    /** The site's own, else what siteDefaults says for all. */
    private Optional<Written> written(String path, String attribute) {
      return Stream.of(site.at("ftpServer/" + path), sites.at("siteDefaults/ftpServer/" + path))
          .flatMap(Optional::stream)
          .flatMap(element ->
              element.attribute(attribute).stream().map(v -> new Written(v, element.at())))
          .findFirst();
    }

    private void passive(Draft draft) {
      draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
      root.at("system.ftpServer/firewallSupport")
          .ifPresent(element -> {
            var low = number(element, "lowDataChannelPort");
            var high = number(element, "highDataChannelPort");
            if (low == 0 && high == 0) {
              return;
            }
            if (low < LEAST || high > PortRange.HIGHEST || low > high) {
              result.warn(
                  element.at(),
                  "%d-%d is no range that IIS takes; it must lie in 1025-65535, the lower port first."
                      .formatted(low, high),
                  "lowDataChannelPort=\"30000\" highDataChannelPort=\"30099\"");
              return;
            }
            draft.put(Setting.PASSIVE_PORTS, List.of(new PortRange(low, high)), element.at());
            draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, element.at());
            result.warn(
                element.at(),
                "the range is for all sites of this host, and a change holds once the service ftpsvc has"
                    + " been restarted; restarting a site is not enough.");
          });
    }

    private static int number(Xml element, String attribute) {
      return element.attribute(attribute).flatMap(Numbers::of).orElse(0);
    }

    private void announced(Draft draft) {
      written("firewallSupport", "externalIp4Address")
          .ifPresent(found -> {
            var address = Announced.literal(found.value);
            if (address.isEmpty()) {
              result.warn(
                  found.at,
                  "externalIp4Address must be an IPv4 address, %s is none."
                      .formatted(Quotes.shown(found.value)),
                  "the outside address");
            }
            address.ifPresent(literal -> draft.put(Setting.ANNOUNCES, literal, found.at));
          });
    }

    private void encryption(Draft draft) {
      var certificate =
          written("security/ssl", "serverCertHash").filter(found -> !found.value.isEmpty());
      if (certificate.isEmpty()) {
        draft.standard(Setting.TLS, TlsUse.OFF);
        draft.standard(Setting.DATA_TLS, TlsUse.OFF);
        written("security/ssl", "controlChannelPolicy")
            .filter(found -> found.value.equals("SslRequire"))
            .ifPresent(found ->
                result.warn(
                    found.at,
                    "TLS is required, but without serverCertHash there is none, and logins fail.",
                    "serverCertHash with a certificate's"));
        return;
      }
      policy(draft, Setting.TLS, "controlChannelPolicy", certificate.get());
      policy(draft, Setting.DATA_TLS, "dataChannelPolicy", certificate.get());
    }

    private void policy(Draft draft, Setting setting, String attribute, Written certificate) {
      var found = written("security/ssl", attribute);
      var use =
          switch (found.map(Written::value).orElse("SslRequire")) {
            case "SslAllow" -> TlsUse.OFFERED;
            case "SslDeny" -> TlsUse.OFF;
            default -> TlsUse.REQUIRED; // credentials only, too: no session does without
          };
      draft.put(setting, use, found.orElse(certificate).at);
    }
  }
}
