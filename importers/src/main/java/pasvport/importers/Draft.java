package pasvport.importers;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pasvport.site.AdvertiseFor;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.Product;

/** A service while it is being read: what holds there, and where each of it stands. */
final class Draft {

  /** What YAML takes for a text when it stands without quotes. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9._/-]*|[0-9]+(\\.[0-9]+){3}(/[0-9]+)?");

  private static final List<String> NOT_PLAIN = List.of("null", "true", "false");

  private record Held(Object value, String provenance, Origin at) {}

  private final Product product;
  private final Map<Setting, Held> held = new EnumMap<>(Setting.class);
  private Endpoint listener;
  private Held listens;

  Draft(Product product, Origin whole) {
    this.product = product;
    this.listener = new Endpoint(Endpoint.EVERY_ADDRESS, Endpoint.FTP);
    this.listens = new Held(listener, byDefault(), whole);
    put(Setting.PRODUCT, product, whole);
  }

  /** Where the server listens; the host is {@code *} if it is everywhere. */
  void listens(Endpoint at, Origin... origins) {
    listener = at;
    listens = new Held(at, provenance(origins), origins[0]);
  }

  Endpoint listener() {
    return listener;
  }

  Origin listenerOrigin() {
    return listens.at;
  }

  /** Says what the configuration says there. */
  void put(Setting setting, Object value, Origin... origins) {
    held.put(setting, new Held(value, provenance(origins), origins[0]));
  }

  /** Says what holds because nothing else is written. */
  void standard(Setting setting, Object value) {
    held.put(setting, new Held(value, byDefault(), listens.at));
  }

  void remove(Setting setting) {
    held.remove(setting);
  }

  <T> Optional<T> value(Setting setting, Class<T> as) {
    return Optional.ofNullable(held.get(setting)).map(Held::value).map(as::cast);
  }

  /** The ports of the passive range; empty if there is none. */
  List<PortRange> passivePorts() {
    return value(Setting.PASSIVE_PORTS, List.class).stream()
        .flatMap(List<?>::stream)
        .map(PortRange.class::cast)
        .toList();
  }

  /** Where a setting stands; the file as a whole if nowhere. */
  Origin origin(Setting setting) {
    var found = held.get(setting);
    return found == null ? listens.at : found.at;
  }

  boolean isWritten(Setting setting) {
    var found = held.get(setting);
    return found != null && !found.provenance.equals(byDefault());
  }

  Service service() {
    return new Service(
        listener,
        listens.provenance,
        held.entrySet().stream()
            .map(entry ->
                new Fact(
                    entry.getKey().key(),
                    written(entry.getValue().value),
                    entry.getKey() == Setting.PRODUCT || entry.getKey() == Setting.CONFIG
                        ? ""
                        : entry.getValue().provenance))
            .toList());
  }

  private String byDefault() {
    return "default of " + Setting.dashed(product);
  }

  /** {@code a.conf:3, 5; b.conf:1}. */
  private static String provenance(Origin... origins) {
    return Arrays.stream(origins)
        .distinct()
        .collect(
            Collectors.groupingBy(Origin::file, java.util.LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> {
          var lines =
              entry.getValue().stream()
                  .filter(origin -> origin.line() > 0)
                  .map(origin -> Integer.toString(origin.line()))
                  .collect(Collectors.joining(", "));
          return entry.getKey() + (lines.isEmpty() ? "" : ":" + lines);
        })
        .collect(Collectors.joining("; "));
  }

  private static String written(Object value) {
    return switch (value) {
      case Enum<?> constant -> Setting.dashed(constant);
      case Boolean truth -> truth.toString();
      case Integer number -> number.toString();
      case PortRange range -> range.toString();
      case Collection<?> list
          when list.size() == 1 && list.iterator().next() instanceof PortRange one ->
          one.toString();
      case Collection<?> list ->
          list.stream().map(Draft::written).collect(Collectors.joining(", ", "[", "]"));
      case AdvertiseFor entry ->
          "{clients: %s, address: %s}"
              .formatted(written(entry.clients()), written(entry.address()));
      default -> text(value.toString());
    };
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !NOT_PLAIN.contains(text)
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
