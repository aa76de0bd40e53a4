package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.AdvertiseFor;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** wu-ftpd: {@code /etc/ftpaccess}. */
final class WuFtpd implements Importer {

  private static final Pattern SIGN =
      Pattern.compile(
          "(?m)^\\s*(class\\s+\\S+\\s+(real|guest|anonymous)\\b|passive\\s+(ports|address)\\s"
              + "|(pasv|port)-allow\\s|loginfails\\s|noretrieve\\s|upload\\s+/)");

  private static final PortRange OWN = new PortRange(1024, 65_535);
  private static final int FTP_DATA = 20;

  @Override
  public Product product() {
    return Product.WU_FTPD;
  }

  @Override
  public List<String> places() {
    return List.of("/etc/ftpaccess", "/etc/wu-ftpd/ftpaccess");
  }

  @Override
  public String expected() {
    return "lines such as class, limit and passive ports";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "passive ports 0.0.0.0/0 %d %d".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return SIGN.matcher(source.text()).find();
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var draft = result.service(sources.getFirst().whole());
    draft.standard(Setting.PASSIVE_PORTS, List.of(OWN));
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.BUILT_IN);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    draft.standard(Setting.ACTIVE, true);
    draft.standard(Setting.ACTIVE_SOURCE_PORT, FTP_DATA);
    draft.standard(Setting.TLS, TlsUse.OFF);
    draft.standard(Setting.DATA_TLS, TlsUse.OFF);
    draft.standard(Setting.CHECKS_PEER, true);
    for (var source : sources) {
      var lines = Lines.of(source, result);
      ports(lines.stream().filter(line -> line.begins("passive", "ports")).toList(), draft, result);
      addresses(lines.stream().filter(line -> line.begins("passive", "address")).toList(), draft);
      for (var line : lines) {
        if (line.begins("pasv-allow")) {
          draft.put(Setting.CHECKS_PEER, false, line.at());
        } else if (line.begins("limit")) {
          var limit = Numbers.limit(line.word(2, "limit class number times message"));
          limit
              .filter(n -> n > draft.value(Setting.SESSIONS, Integer.class).orElse(0))
              .ifPresent(n -> draft.put(Setting.SESSIONS, n, line.at()));
        }
      }
    }
  }

  private static void ports(List<Lines> lines, Draft draft, Result result) throws ImportException {
    var ranges = new ArrayList<PortRange>();
    var origins = new ArrayList<Origin>();
    var everywhere = false;
    for (var line : lines) {
      var network = network(line, 2);
      var first = Numbers.of(line.word(3, "the lowest port"));
      var last = Numbers.of(line.word(4, "the highest port"));
      if (first.equals(Optional.of(0)) && last.equals(Optional.of(0))) {
        draft.remove(Setting.PASSIVE_PORTS);
        draft.put(Setting.PASSIVE_SOURCE, PortSource.KERNEL, line.at());
        return;
      }
      try {
        ranges.add(new PortRange(first.orElse(0), last.orElse(0)));
      } catch (IllegalArgumentException e) {
        throw new ImportException(line.at(), String.valueOf(e.getMessage()));
      }
      origins.add(line.at());
      everywhere |= network.prefixLength() == 0;
    }
    if (ranges.isEmpty()) {
      return;
    }
    if (!everywhere) {
      ranges.add(OWN);
      result.warn(
          origins.getFirst(),
          "the range holds for some clients only; all others draw from %s.".formatted(OWN),
          "passive ports 0.0.0.0/0 too");
    } else if (ranges.size() > 1) {
      result.warn(
          origins.get(1), "different clients draw from different ranges; the model has them all.");
    }
    draft.put(
        Setting.PASSIVE_PORTS, ranges.stream().distinct().toList(), origins.toArray(Origin[]::new));
    draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, origins.toArray(Origin[]::new));
  }

  private static void addresses(List<Lines> lines, Draft draft) throws ImportException {
    var entries = new ArrayList<AdvertiseFor>();
    var origins = new ArrayList<Origin>();
    for (var line : lines) {
      var text = line.word(2, "an address");
      var address =
          Announced.literal(text)
              .orElseThrow(() ->
                  new ImportException(
                      line.at(),
                      "%s is no address; expected passive address ADDRESS NETWORK"
                          .formatted(Quotes.shown(text))));
      var network = network(line, 3);
      if (network.prefixLength() == 0) {
        draft.put(Setting.ANNOUNCES, address, line.at());
      } else {
        entries.add(new AdvertiseFor(List.of(network), address));
        origins.add(line.at());
      }
    }
    if (!entries.isEmpty()) {
      draft.put(Setting.ANNOUNCES_FOR, entries, origins.toArray(Origin[]::new));
    }
  }

  private static Network network(Lines line, int index) throws ImportException {
    try {
      return Network.parse(line.word(index, "a network such as 10.0.0.0/8"));
    } catch (IllegalArgumentException e) {
      throw new ImportException(line.at(), String.valueOf(e.getMessage()));
    }
  }
}
