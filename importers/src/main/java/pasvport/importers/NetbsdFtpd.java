package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** NetBSD's ftpd and tnftpd: {@code /etc/ftpd.conf}, lines of directive, class and value. */
final class NetbsdFtpd implements Importer {

  private static final String CLASSES = "(real|guest|chroot|all|none|REFUSE)";
  private static final Pattern SIGN =
      Pattern.compile(
          "(?m)^\\s*(portrange|advertize|advertise|checkportcmd|passive|maxtimeout|sanenames|umask"
              + "|rateget|rateput|mmapsize|denyquick|classtype|conversion)\\s+"
              + CLASSES
              + "\\b");

  private static final int LEAST = 1024;
  private static final int FTP_DATA = 20;

  @Override
  public Product product() {
    return Product.NETBSD_FTPD;
  }

  @Override
  public List<String> places() {
    return List.of("/etc/ftpd.conf", "/etc/tnftpd/ftpd.conf", "/usr/pkg/etc/ftpd.conf");
  }

  @Override
  public String expected() {
    return "lines of a directive, a class and a value, such as portrange all 30000 30099";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "portrange all %d %d".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return SIGN.matcher(source.text()).find();
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var draft = result.service(sources.getFirst().whole());
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
    draft.standard(Setting.ACTIVE, true);
    draft.standard(Setting.ACTIVE_SOURCE_PORT, FTP_DATA);
    draft.standard(Setting.TLS, TlsUse.OFF);
    draft.standard(Setting.DATA_TLS, TlsUse.OFF);
    var ranges = new ArrayList<PortRange>();
    var origins = new ArrayList<Origin>();
    for (var source : sources) {
      for (var line : Lines.of(source, result)) {
        switch (line.words().getFirst()) {
          case "portrange" -> {
            if (line.words().size() > 2) {
              ranges.add(range(line));
              origins.add(line.at());
              oneClass(line, result);
            }
          }
          case "advertize", "advertise" -> {
            if (line.words().size() > 2) {
              advertise(line, draft);
              oneClass(line, result);
            }
          }
          case "passive" -> {
            if (isOff(line)) {
              draft.put(Setting.PASSIVE_SOURCE, PortSource.NONE, line.at());
              oneClass(line, result);
            }
          }
          case "checkportcmd" -> {
            if (!isOff(line)) {
              result.warn(
                  line.at(),
                  "PORT is taken for the client's own address and ports from 1024 only.");
            }
          }
          case "limit" ->
              Numbers.limit(line.words().size() > 2 ? line.words().get(2) : "")
                  .ifPresent(n -> draft.put(Setting.SESSIONS, n, line.at()));
          default -> {
            // nothing of ports or addresses
          }
        }
      }
    }
    if (!ranges.isEmpty()
        && !draft
            .value(Setting.PASSIVE_SOURCE, PortSource.class)
            .orElseThrow()
            .equals(PortSource.NONE)) {
      draft.put(
          Setting.PASSIVE_PORTS,
          ranges.stream().distinct().toList(),
          origins.toArray(Origin[]::new));
      draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, origins.toArray(Origin[]::new));
      draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
    }
  }

  private static boolean isOff(Lines line) {
    return line.words().size() > 2 && line.words().get(2).equalsIgnoreCase("off");
  }

  private static PortRange range(Lines line) throws ImportException {
    var first = Numbers.port(line.word(2, "the lowest port")).orElse(0);
    var last = Numbers.port(line.word(3, "the highest port")).orElse(0);
    if (first < LEAST || last <= first) {
      throw new ImportException(
          line.at(),
          "%s-%s is no range that ftpd takes; expected ports from 1024 to 65535, the lower first"
              .formatted(line.words().get(2), line.words().get(3)));
    }
    return new PortRange(first, last);
  }

  private static void advertise(Lines line, Draft draft) throws ImportException {
    var text = line.word(2, "an address or a name");
    var found =
        Announced.of(text)
            .orElseThrow(() ->
                new ImportException(
                    line.at(),
                    "%s is neither an address nor a name".formatted(Quotes.shown(text))));
    draft.put(Setting.ANNOUNCES, found, line.at());
    if (found instanceof Advertise.Name) {
      draft.standard(Setting.ANNOUNCES_RESOLVED, NameLookup.PER_SESSION);
    }
  }

  private static void oneClass(Lines line, Result result) {
    if (!line.words().get(1).equalsIgnoreCase("all")) {
      result.warn(
          line.at(),
          "this holds for users of the class %s only; the model takes it for all."
              .formatted(Quotes.shown(line.words().get(1))),
          line.words().getFirst() + " all, if it shall hold for all");
    }
  }
}
