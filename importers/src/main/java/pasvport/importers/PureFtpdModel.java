package pasvport.importers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.TlsUse;

/** What Pure-FTPd does with its options. */
final class PureFtpdModel {

  /** From where it draws unless told otherwise (measured). */
  private static final PortRange OWN = new PortRange(1024, PortRange.HIGHEST);

  private static final int FTP_DATA = 20;

  private static final Pattern RANGE =
      Pattern.compile("([0-9]{1,5})(?:\\s*:\\s*|\\s+)([0-9]{1,5})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

  /** An option's value and where it stands. */
  record Option(String value, Origin at) {}

  private final Map<String, Option> options;
  private final Result result;
  private final Draft draft;

  PureFtpdModel(Map<String, Option> options, Result result, Origin whole) {
    this.options = options;
    this.result = result;
    this.draft = result.service(whole);
  }

  void draw() {
    listener();
    limits();
    passive();
    address();
    draft.standard(Setting.ACTIVE, true);
    draft.standard(Setting.ACTIVE_SOURCE_PORT, FTP_DATA);
    encryption();
    draft.standard(Setting.SESSION_REUSE, false);
    draft.standard(Setting.CHECKS_PEER, true);
    option("allowuserfxp")
        .filter(PureFtpdModel::yes)
        .ifPresent(option -> draft.put(Setting.CHECKS_PEER, false, option.at));
  }

  private void listener() {
    option("bind")
        .ifPresent(bind -> {
          // [ADDRESS,][PORT]: without a comma it is the port (pure-ftpd(8), -S).
          var comma = bind.value.lastIndexOf(',');
          var host = bind.value.substring(0, Math.max(comma, 0)).strip();
          var port = bind.value.substring(comma + 1).strip();
          draft.listens(
              new Endpoint(
                  Announced.literal(host).map(Object::toString).orElse(Endpoint.EVERY_ADDRESS),
                  port(port).orElse(Endpoint.FTP)),
              bind.at);
        });
  }

  private static Optional<Integer> port(String text) {
    return Optional.of(text)
        .filter(digits -> NUMBER.matcher(digits).matches())
        .map(Integer::parseInt)
        .filter(port -> port > 0 && port <= PortRange.HIGHEST);
  }

  private void passive() {
    var off = option("natmode").filter(PureFtpdModel::yes);
    if (off.isPresent()) {
      draft.put(Setting.PASSIVE_SOURCE, PortSource.NONE, off.get().at);
      return;
    }
    draft.standard(Setting.PASSIVE_PORTS, List.of(OWN));
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.BUILT_IN);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    option("passiveportrange").ifPresent(this::range);
    option("brokenclientscompatibility")
        .filter(PureFtpdModel::yes)
        .ifPresent(option -> draft.put(Setting.EPSV_SOURCE, PortSource.NONE, option.at));
  }

  private void range(Option option) {
    var matcher = RANGE.matcher(option.value);
    var first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    var last = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    if (first < OWN.first() || last > OWN.last() || first > last) {
      result.warn(
          option.at,
          "Pure-FTPd does not start: %s must be two ports from 1024 to 65535, the lower first."
              .formatted(Quotes.shown(option.value)),
          "PassivePortRange 30000 30099");
      draft.remove(Setting.PASSIVE_PORTS);
      draft.remove(Setting.PASSIVE_SOURCE);
      return;
    }
    var range = new PortRange(first, last);
    draft.put(Setting.PASSIVE_PORTS, List.of(range), option.at);
    draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, option.at);
    var room = (range.size() + 1) / 2;
    var sessions = draft.value(Setting.SESSIONS, Integer.class).orElseThrow();
    if (room < sessions) {
      draft.put(Setting.SESSIONS, room, option.at);
      result.warn(
          option.at,
          "a range of %d ports lets Pure-FTPd take %d clients at once instead of %d."
              .formatted(range.size(), room, sessions),
          "a range of %d ports".formatted(2 * sessions));
    }
  }

  private void address() {
    option("forcepassiveip")
        .ifPresent(option -> {
          var announced = Announced.of(option.value);
          if (announced.isEmpty()) {
            result.warn(
                option.at,
                "%s is no address and no name; every login gets 421."
                    .formatted(Quotes.shown(option.value)),
                "ForcePassiveIP and the outside address");
            return;
          }
          draft.put(Setting.ANNOUNCES, announced.get(), option.at);
          if (announced.get() instanceof Advertise.Name) {
            draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.PER_SESSION);
          }
        });
  }

  private void encryption() {
    var option = option("tls");
    var level = option.map(Option::value).orElse("0");
    var control =
        switch (level) {
          case "1" -> TlsUse.OFFERED;
          case "2", "3" -> TlsUse.REQUIRED;
          default -> TlsUse.OFF;
        };
    var data =
        switch (level) {
          case "1", "2" -> TlsUse.OFFERED;
          case "3" -> TlsUse.REQUIRED;
          default -> TlsUse.OFF;
        };
    draft.standard(Setting.TLS, control);
    draft.standard(Setting.DATA_TLS, data);
    option.ifPresent(found -> {
      draft.put(Setting.TLS, control, found.at);
      draft.put(Setting.DATA_TLS, data, found.at);
    });
  }

  private void limits() {
    draft.standard(Setting.SESSIONS, 50);
    number("maxclientsnumber")
        .ifPresent(n -> draft.put(Setting.SESSIONS, n, at("maxclientsnumber")));
    number("maxclientsperip")
        .ifPresent(n -> draft.put(Setting.SESSIONS_PER_ADDRESS, n, at("maxclientsperip")));
  }

  private Optional<Integer> number(String name) {
    return option(name)
        .map(Option::value)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Integer::parseInt)
        .filter(number -> number > 0);
  }

  private Optional<Option> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  private Origin at(String name) {
    return option(name).orElseThrow().at;
  }

  private static boolean yes(Option option) {
    return List.of("yes", "1", "on").contains(option.value.toLowerCase(Locale.ROOT));
  }
}
