package pasvport.importers;

import java.util.List;
import java.util.stream.Stream;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** FileZilla Server from 1.0: {@code settings.xml}. */
final class FileZilla1 implements Importer {

  /** "tls_mode". */
  private static final String PLAIN_OR_TLS = "0";

  private static final String IMPLICIT = "1";

  /** What holds where port_range stands without numbers. */
  private static final PortRange OWN = new PortRange(49_152, 65_534);

  @Override
  public Product product() {
    return Product.FILEZILLA;
  }

  @Override
  public List<String> places() {
    return List.of(
        "/opt/filezilla-server/etc/settings.xml", "C:/ProgramData/filezilla-server/settings.xml");
  }

  @Override
  public String expected() {
    return "XML with the root filezilla and ftp_server in it";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "<port_range><min>%d</min><max>%d</max></port_range> in session/pasv"
        .formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    var text = source.text();
    return text.contains("<filezilla") && text.contains("filezilla-project.org");
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    for (var source : sources) {
      var root = Xml.root(source);
      var server = root.at("ftp_server").or(() -> root.at("server"));
      if (server.isEmpty()) {
        throw new ImportException(
            source.whole(), "expected ftp_server below filezilla; settings.xml has it");
      }
      var listeners = server.get().all("listener").toList();
      // Whoever connects first shall be told of TLS, so implicit listeners come last.
      Stream.concat(
              listeners.stream().filter(listener -> !isImplicit(listener)),
              listeners.stream().filter(FileZilla1::isImplicit))
          .forEach(listener -> draw(root, server.get(), listener, source, result));
      implicit(listeners, result);
      listeners.forEach(listener -> dropped(listener, result));
    }
  }

  private static boolean isImplicit(Xml listener) {
    return listener.at("tls_mode").map(Xml::value).filter(IMPLICIT::equals).isPresent();
  }

  private static void draw(Xml root, Xml server, Xml listener, Source source, Result result) {
    var draft = result.service(source.whole());
    root.attribute("product_version").ifPresent(v -> draft.put(Setting.VERSION, v, root.at()));
    var port = listener.at("port");
    var host =
        listener
            .at("address")
            .flatMap(address -> Announced.literal(address.value()))
            .map(Object::toString)
            .filter(address -> !address.equals("0.0.0.0") && !address.equals("::"))
            .orElse(Endpoint.EVERY_ADDRESS);
    port.flatMap(element -> Numbers.port(element.value()))
        .ifPresent(number -> draft.listens(new Endpoint(host, number), port.orElseThrow().at()));
    passive(server, draft, result);
    address(server, draft);
    draft.standard(Setting.ACTIVE, true);
    encryption(listener, draft);
    draft.standard(Setting.SESSION_REUSE, true);
    draft.standard(Setting.CHECKS_PEER, true);
  }

  private static void passive(Xml server, Draft draft, Result result) {
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    server
        .at("session/pasv/port_range")
        .ifPresent(range -> {
          var first = number(range, "min", OWN.first());
          var last = number(range, "max", OWN.last());
          if (first > last) {
            result.warn(
                range.at(),
                "min and max are reversed; FileZilla swaps them.",
                "min %d, max %d".formatted(last, first));
          }
          draft.put(
              Setting.PASSIVE_PORTS,
              List.of(new PortRange(Math.min(first, last), Math.max(first, last))),
              range.at("min").map(Xml::at).orElse(range.at()),
              range.at("max").map(Xml::at).orElse(range.at()));
          draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, range.at());
        });
  }

  private static int number(Xml range, String name, int standard) {
    return range.at(name).flatMap(element -> Numbers.port(element.value())).orElse(standard);
  }

  private static void address(Xml server, Draft draft) {
    var host = server.at("session/pasv/host_override");
    host.flatMap(element -> Announced.of(element.value()))
        .ifPresent(announced -> {
          draft.put(Setting.ANNOUNCES, announced, host.orElseThrow().at());
          if (announced instanceof Advertise.Name) {
            draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.PER_COMMAND);
          }
          var exempt = server.at("session/pasv/do_not_override_host_if_peer_is_local");
          if (exempt.isEmpty()) {
            draft.standard(Setting.ANNOUNCES_FOR, LanExempt.entries());
          } else if (exempt.get().value().equals("true")) {
            draft.put(Setting.ANNOUNCES_FOR, LanExempt.entries(), exempt.get().at());
          }
        });
  }

  private static void encryption(Xml listener, Draft draft) {
    var mode = listener.at("tls_mode");
    var use =
        mode.filter(element -> element.value().equals(PLAIN_OR_TLS)).isPresent()
            ? TlsUse.OFFERED
            : TlsUse.REQUIRED;
    for (var setting : List.of(Setting.TLS, Setting.DATA_TLS)) {
      mode.ifPresentOrElse(
          element -> draft.put(setting, use, element.at()), () -> draft.standard(setting, use));
    }
  }

  /** An implicit listener is the main one's port of implicit TLS. */
  private static void implicit(List<Xml> listeners, Result result) {
    for (var listener : listeners) {
      var port = listener.at("port");
      if (isImplicit(listener) && port.isPresent()) {
        Numbers.port(port.get().value())
            .ifPresent(number ->
                result.services().stream()
                    .filter(draft -> draft.value(Setting.IMPLICIT_PORT, Integer.class).isEmpty())
                    .filter(draft ->
                        draft == result.services().getFirst() || draft.listener().port() == number)
                    .forEach(draft ->
                        draft.put(Setting.IMPLICIT_PORT, number, port.orElseThrow().at())));
      }
    }
  }

  /** FileZilla drops a range that holds a listener, and says so at debug level only. */
  private static void dropped(Xml listener, Result result) {
    var port = listener.at("port").flatMap(element -> Numbers.port(element.value()));
    for (var draft : result.services()) {
      if (port.isPresent()
          && draft.passivePorts().stream().anyMatch(range -> range.contains(port.get()))) {
        result.warn(
            draft.origin(Setting.PASSIVE_PORTS),
            "the range holds %d, where FileZilla listens, so FileZilla drops it at its start and takes the kernel's ports."
                .formatted(port.get()),
            "a range without %d".formatted(port.get()));
        draft.put(
            Setting.PASSIVE_SOURCE,
            PortSource.KERNEL,
            draft.origin(Setting.PASSIVE_PORTS),
            listener.at());
        draft.remove(Setting.PASSIVE_PORTS);
      }
    }
  }
}
