package pasvport.doctor.ends;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pasvport.doctor.explain.host.Asked;
import pasvport.doctor.fact.Addresses;
import pasvport.importers.Disk;
import pasvport.importers.ImportException;
import pasvport.importers.Imported;
import pasvport.importers.RunningServer;
import pasvport.importers.Service;
import pasvport.importers.Whereabouts;

/** What is to be seen beside a server, as JSON. */
final class View {
  /** What prints the rules of a host. */
  private static final List<List<String>> FIREWALLS =
      List.of(
          List.of("nft", "list", "ruleset"), List.of("iptables-save"), List.of("ip6tables-save"));

  /** A host's own rules seldom have a tenth of it. */
  private static final int MOST_RULES = 512 * 1024;

  private View() {}

  static Map<String, Object> ofThisHost(List<Path> logs) {
    var map = new LinkedHashMap<String, Object>();
    map.put(
        "servers",
        Whereabouts.search(RunningServer.onThisHost(), Disk.ofThisHost(), Optional.empty()).stream()
            .map(View::server)
            .toList());
    map.put("listening", Listening.onThisHost().stream().map(View::listening).toList());
    map.put("firewall", FIREWALLS.stream().map(View::rules).flatMap(Optional::stream).toList());
    map.put("logs", HostLogs.files(logs).stream().map(Path::toString).toList());
    return map;
  }

  private static Map<String, Object> server(Whereabouts.Found found) {
    var map = new LinkedHashMap<String, Object>();
    map.put("product", found.product().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("runs", found.running().isPresent());
    map.put("listens", found.running().map(RunningServer::ports).orElse(List.of()));
    map.put("files", found.files());
    try {
      Imported imported = found.read(Disk.ofThisHost());
      map.put("services", imported.services().stream().map(View::service).toList());
      map.put("warnings", imported.warnings().stream().map(Object::toString).toList());
    } catch (ImportException e) {
      map.put("unreadable", String.valueOf(e.getMessage()));
    }
    return map;
  }

  private static Map<String, Object> service(Service service) {
    var map = new LinkedHashMap<String, Object>();
    map.put("port", service.at().port());
    map.put(
        "facts",
        service.facts().stream()
            .map(
                fact -> Map.of("key", fact.key(), "value", fact.value(), "from", fact.provenance()))
            .toList());
    return map;
  }

  /** The rules that one program prints; empty if it has none, is missing, or may not be asked. */
  private static Optional<Map<String, Object>> rules(List<String> command) {
    return Asked.of(command.toArray(String[]::new))
        .filter(text -> !text.isBlank())
        .map(text ->
            Map.of(
                "command",
                String.join(" ", command),
                "rules",
                text.length() <= MOST_RULES
                    ? text
                    : text.substring(0, MOST_RULES) + "\n# cut off here"));
  }

  private static Map<String, Object> listening(Listening one) {
    var map = new LinkedHashMap<String, Object>();
    map.put("at", Addresses.shown(one.at()));
    map.put("program", one.program());
    return map;
  }
}
