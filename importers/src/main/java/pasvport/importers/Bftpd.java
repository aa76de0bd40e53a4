package pasvport.importers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.Endpoint;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** bftpd: blocks such as {@code global{ … }} with lines {@code KEY="value"}. */
final class Bftpd implements Importer {

  private static final Pattern BLOCK =
      Pattern.compile("(global|user\\s+\\S+|group\\s+\\S+)\\s*\\{");
  private static final Pattern OPTION = Pattern.compile("([A-Z0-9_]+)\\s*=\\s*\"([^\"]*)\"");
  private static final Pattern UNQUOTED = Pattern.compile("([A-Z0-9_]+)\\s*=\\s*(.*)");

  private static final int FTP_DATA = 20;

  private record Written(String value, Origin at) {}

  @Override
  public Product product() {
    return Product.BFTPD;
  }

  @Override
  public List<String> places() {
    return List.of("/etc/bftpd.conf", "/usr/local/etc/bftpd.conf");
  }

  @Override
  public String expected() {
    return "global{ with lines KEY=\"value\"";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "PASSIVE_PORTS=\"%d-%d\"".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return source.lines().stream().anyMatch(line -> line.text().strip().matches("global\\s*\\{.*"));
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var options = new HashMap<String, Written>();
    for (var source : sources) {
      take(source, options, result);
    }
    draw(options, result, sources.getFirst().whole());
  }

  private static void take(Source source, Map<String, Written> options, Result result)
      throws ImportException {
    var block = "";
    var opened = source.whole();
    for (var line : source.lines()) {
      var text = line.text().replaceFirst("#.*", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      var begins = BLOCK.matcher(text);
      if (begins.matches()) {
        if (!block.isEmpty()) {
          throw new ImportException(
              line.at(), "a block begins within another; expected } for line " + opened.line());
        }
        block = begins.group(1);
        opened = line.at();
      } else if (text.equals("}")) {
        block = "";
      } else if (block.equals("global")) {
        option(text, line.at(), options, result);
      }
    }
    if (!block.isEmpty()) {
      throw new ImportException(opened, block + "{ is not closed; expected } before the end");
    }
  }

  private static void option(String text, Origin at, Map<String, Written> options, Result result)
      throws ImportException {
    var quoted = OPTION.matcher(text);
    var unquoted = UNQUOTED.matcher(text);
    if (quoted.matches()) {
      options.put(quoted.group(1), new Written(quoted.group(2).strip(), at));
    } else if (unquoted.matches() && text.indexOf('"') < 0) {
      options.put(unquoted.group(1), new Written(unquoted.group(2).strip(), at));
      result.warn(
          at,
          "bftpd takes values in quotes.",
          "%s=\"%s\"".formatted(unquoted.group(1), unquoted.group(2).strip()));
    } else {
      throw new ImportException(
          at, "%s is no option; expected KEY=\"value\"".formatted(Quotes.shown(text)));
    }
  }

  private static void draw(Map<String, Written> options, Result result, Origin whole)
      throws ImportException {
    var draft = result.service(whole);
    var port = at(options, "PORT");
    var bind = at(options, "BIND_TO_ADDR");
    port.ifPresent(one ->
        draft.listens(
            new Endpoint(
                bind.flatMap(address -> Announced.literal(address.value))
                    .map(Object::toString)
                    .orElse(Endpoint.EVERY_ADDRESS),
                Numbers.port(one.value).orElse(Endpoint.FTP)),
            one.at));
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    var ports = at(options, "PASSIVE_PORTS").filter(one -> !one.value.equals("0"));
    if (ports.isPresent()) {
      passive(ports.get(), draft, result);
    }
    at(options, "OVERRIDE_IP")
        .ifPresent(one ->
            Announced.literal(one.value)
                .ifPresentOrElse(
                    address -> draft.put(Setting.ANNOUNCES, address, one.at),
                    () ->
                        result.warn(
                            one.at,
                            "OVERRIDE_IP must be an IPv4 address, %s is none."
                                .formatted(Quotes.shown(one.value)),
                            "the outside address")));
    draft.standard(Setting.ACTIVE, true);
    var from20 = at(options, "DATAPORT20").filter(one -> one.value.equalsIgnoreCase("yes"));
    draft.standard(Setting.ACTIVE_SOURCE_PORT, 0);
    from20.ifPresent(one -> draft.put(Setting.ACTIVE_SOURCE_PORT, FTP_DATA, one.at));
    draft.standard(Setting.TLS, TlsUse.OFF);
    draft.standard(Setting.DATA_TLS, TlsUse.OFF);
    draft.standard(Setting.CHECKS_PEER, true);
    at(options, "ALLOW_FXP")
        .filter(one -> one.value.equalsIgnoreCase("yes"))
        .ifPresent(one -> draft.put(Setting.CHECKS_PEER, false, one.at));
    limit(options, "USERLIMIT_GLOBAL", Setting.SESSIONS, draft);
    limit(options, "USERLIMIT_HOST", Setting.SESSIONS_PER_ADDRESS, draft);
  }

  private static void passive(Written ports, Draft draft, Result result) throws ImportException {
    draft.put(Setting.PASSIVE_PORTS, PortList.of(ports.value, ",", ports.at), ports.at);
    draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, ports.at);
    draft.standard(Setting.EPSV_SOURCE, PortSource.KERNEL);
    result.warn(
        ports.at,
        "EPSV does not keep to PASSIVE_PORTS: it takes any port that the kernel gives, and most"
            + " clients use EPSV first.");
  }

  private static void limit(
      Map<String, Written> options, String name, Setting setting, Draft draft) {
    at(options, name)
        .ifPresent(one -> Numbers.limit(one.value).ifPresent(n -> draft.put(setting, n, one.at)));
  }

  private static Optional<Written> at(Map<String, Written> options, String name) {
    return Optional.ofNullable(options.get(name)).filter(one -> !one.value.isEmpty());
  }
}
