package pasvport.importers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** FileZilla Server up to 0.9: {@code FileZilla Server.xml} beside the program. */
final class FileZilla09 implements Importer {

  private static final PortRange OWN = new PortRange(49_152, 65_534);

  /** "Custom PASV IP type". */
  private static final String FIXED = "1";

  private static final String ASKED_OUTSIDE = "2";

  @Override
  public Product product() {
    return Product.FILEZILLA;
  }

  @Override
  public List<String> places() {
    return List.of(
        "C:/Program Files (x86)/FileZilla Server/FileZilla Server.xml",
        "C:/Program Files/FileZilla Server/FileZilla Server.xml");
  }

  @Override
  public String expected() {
    return "XML with the root FileZillaServer";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "1 in \"Use custom PASV ports\", %d and %d in \"Custom PASV min port\" and \"… max port\""
        .formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return source.text().contains("<FileZillaServer");
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    for (var source : sources) {
      var items = new HashMap<String, Xml>();
      Xml.root(source)
          .at("Settings")
          .orElseThrow(() ->
              new ImportException(source.whole(), "there is no Settings below FileZillaServer"))
          .all("Item")
          .forEach(item -> item.attribute("name").ifPresent(name -> items.put(name, item)));
      var settings = new Settings(items, source.whole());
      var ports = settings.ports("Serverports", "21");
      for (var port : ports) {
        draw(settings, port, result, source.whole());
      }
    }
  }

  private static void draw(Settings settings, int port, Result result, Origin whole) {
    var draft = result.service(whole);
    draft.put(Setting.VERSION, "0.9", whole);
    var bindings = settings.text("IP Bindings", "*");
    var host = Announced.literal(bindings).map(Object::toString).orElse(Endpoint.EVERY_ADDRESS);
    settings.at("Serverports").ifPresent(at -> draft.listens(new Endpoint(host, port), at));
    passive(settings, draft, result);
    address(settings, draft, result);
    draft.standard(Setting.ACTIVE, true);
    encryption(settings, draft);
    settings.put(
        draft,
        Setting.CHECKS_PEER,
        settings.text("Check data connection IP", "2").equals("2"),
        "Check data connection IP");
    Numbers.limit(settings.text("Maximum user count", "0"))
        .ifPresent(n -> settings.put(draft, Setting.SESSIONS, n, "Maximum user count"));
  }

  private static void passive(Settings settings, Draft draft, Result result) {
    draft.standard(Setting.PASSIVE_PORTS, List.of(OWN));
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.BUILT_IN);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    if (!settings.isOn("Use custom PASV ports", false)) {
      return;
    }
    var min = Numbers.port(settings.text("Custom PASV min port", "0"));
    var max = Numbers.port(settings.text("Custom PASV max port", "0"));
    var at = settings.at("Use custom PASV ports").orElseThrow();
    if (min.isEmpty() || max.isEmpty()) {
      result.warn(
          at,
          "custom PASV ports are on, but one of the two ports is none.",
          "ports in \"Custom PASV min port\" and \"Custom PASV max port\"");
      return;
    }
    if (min.get() > max.get()) {
      result.warn(
          settings.at("Custom PASV min port").orElse(at),
          "min and max are reversed; FileZilla swaps them.",
          "min %d, max %d".formatted(max.get(), min.get()));
    }
    var range = new PortRange(Math.min(min.get(), max.get()), Math.max(min.get(), max.get()));
    settings.put(
        draft,
        Setting.PASSIVE_PORTS,
        List.of(range),
        "Custom PASV min port",
        "Custom PASV max port");
    settings.put(draft, Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, "Use custom PASV ports");
  }

  private static void address(Settings settings, Draft draft, Result result) {
    var type = settings.text("Custom PASV IP type", "0");
    if (type.equals(FIXED)) {
      var text = settings.text("Custom PASV IP", "");
      var announced = Announced.of(text);
      if (announced.isEmpty()) {
        result.warn(
            settings.at("Custom PASV IP type").orElseThrow(),
            text.isEmpty()
                ? "a fixed address is asked for, but none stands here; clients are told the inside address."
                : "%s is no address and no name; clients are told the inside address."
                    .formatted(Quotes.shown(text)),
            "the outside address in \"Custom PASV IP\"");
        return;
      }
      settings.put(draft, Setting.ANNOUNCES, announced.get(), "Custom PASV IP");
      if (announced.get() instanceof Advertise.Name) {
        draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.PER_SESSION);
      }
    } else if (type.equals(ASKED_OUTSIDE)) {
      settings.put(draft, Setting.ANNOUNCES, new Advertise.Auto(), "Custom PASV IP type");
      result.warn(
          settings.at("Custom PASV IP type").orElseThrow(),
          "the address is asked of a web server, which needs TCP 80 outward; if that fails, clients"
              + " are told the inside address without a word.",
          "the outside address, if it does not change");
    } else {
      return;
    }
    if (settings.isOn("No External IP On Local", true)) {
      settings.put(draft, Setting.ANNOUNCES_FOR, LanExempt.entries(), "No External IP On Local");
    }
  }

  private static void encryption(Settings settings, Draft draft) {
    if (!settings.isOn("Enable SSL", false)) {
      settings.put(draft, Setting.TLS, TlsUse.OFF, "Enable SSL");
      settings.put(draft, Setting.DATA_TLS, TlsUse.OFF, "Enable SSL");
      return;
    }
    var offered = settings.isOn("Allow explicit SSL", true);
    var required = settings.isOn("Force explicit SSL", false);
    settings.put(
        draft,
        Setting.TLS,
        required ? TlsUse.REQUIRED : offered ? TlsUse.OFFERED : TlsUse.OFF,
        "Enable SSL",
        "Allow explicit SSL",
        "Force explicit SSL");
    settings.put(
        draft,
        Setting.DATA_TLS,
        required && settings.isOn("Force PROT P", true) ? TlsUse.REQUIRED : TlsUse.OFFERED,
        "Enable SSL",
        "Force PROT P");
    settings.put(
        draft,
        Setting.SESSION_REUSE,
        settings.isOn("Force TLS session resumption", true),
        "Force TLS session resumption");
    settings.ports("Implicit SSL ports", "990").stream()
        .findFirst()
        .ifPresent(port -> settings.put(draft, Setting.IMPLICIT_PORT, port, "Implicit SSL ports"));
  }

  /** The items by name. */
  private record Settings(Map<String, Xml> items, Origin whole) {

    String text(String name, String standard) {
      return Optional.ofNullable(items.get(name)).map(Xml::value).orElse(standard);
    }

    boolean isOn(String name, boolean standard) {
      return text(name, standard ? "1" : "0").equals("1");
    }

    Optional<Origin> at(String name) {
      return Optional.ofNullable(items.get(name)).map(Xml::at);
    }

    List<Integer> ports(String name, String standard) {
      return Stream.of(text(name, standard).split("[\\s,;]+", -1))
          .flatMap(word -> Numbers.port(word).stream())
          .toList();
    }

    void put(Draft draft, Setting setting, Object value, String... names) {
      var origins = Stream.of(names).flatMap(name -> at(name).stream()).toArray(Origin[]::new);
      if (origins.length == 0) {
        draft.standard(setting, value);
      } else {
        draft.put(setting, value, origins);
      }
    }
  }
}
