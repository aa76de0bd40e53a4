package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** glFTPd: {@code glftpd.conf}; its port is xinetd's. */
final class Glftpd implements Importer {

  private static final Pattern SIGN =
      Pattern.compile(
          "(?m)^\\s*(pasv_ports|pasv_addr|sitename_long|sitename_short|rootpath|datapath"
              + "|userrejectinsecure|denydatauncrypted|allow_fxp|max_users)\\s");

  @Override
  public Product product() {
    return Product.GLFTPD;
  }

  @Override
  public List<String> places() {
    return List.of("/etc/glftpd.conf", "/glftpd/etc/glftpd.conf");
  }

  @Override
  public String expected() {
    return "lines such as rootpath, pasv_addr and pasv_ports";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "pasv_ports %d-%d".formatted(first, last);
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
    draft.standard(Setting.TLS, TlsUse.OFF);
    draft.standard(Setting.DATA_TLS, TlsUse.OFF);
    draft.standard(Setting.CHECKS_PEER, true);
    result.warn(
        sources.getFirst().whole(),
        "xinetd starts glFTPd, and the port that holds stands in its file, /etc/xinetd.d/glftpd.");
    for (var source : sources) {
      var lines = Lines.of(source, result);
      addresses(lines.stream().filter(line -> line.begins("pasv_addr")).toList(), draft, result);
      var certificate = lines.stream().filter(line -> line.begins("cert_file")).findFirst();
      certificate.ifPresent(line -> {
        draft.put(Setting.TLS, TlsUse.OFFERED, line.at());
        draft.put(Setting.DATA_TLS, TlsUse.OFFERED, line.at());
      });
      for (var line : lines) {
        switch (line.words().getFirst()) {
          case "pasv_ports" -> {
            var text = String.join(" ", line.words().subList(1, line.words().size()));
            draft.put(Setting.PASSIVE_PORTS, PortList.of(text, "[\\s,]+", line.at()), line.at());
            draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, line.at());
            draft.standard(Setting.BEYOND_RANGE, BeyondRange.REFUSE);
          }
          case "userrejectinsecure" -> required(line, Setting.TLS, draft);
          case "denydatauncrypted" -> required(line, Setting.DATA_TLS, draft);
          case "allow_fxp" -> {
            if (line.words().contains("yes")) {
              draft.put(Setting.CHECKS_PEER, false, line.at());
            }
          }
          case "max_users" ->
              Numbers.limit(line.word(1, "a number"))
                  .ifPresent(n -> draft.put(Setting.SESSIONS, n, line.at()));
          default -> {
            // nothing of ports, addresses or encryption
          }
        }
      }
    }
  }

  /** The users whom a line is for; {@code *} is all of them, {@code !*} none. */
  private static void required(Lines line, Setting setting, Draft draft) {
    if (line.words().size() > 1 && line.words().get(1).equals("*")) {
      draft.put(setting, TlsUse.REQUIRED, line.at());
    }
  }

  private static void addresses(List<Lines> lines, Draft draft, Result result)
      throws ImportException {
    var outside = new ArrayList<Lines>();
    for (var line : lines) {
      var local = line.words().size() > 2 && line.words().get(2).equals("1");
      var address = address(line);
      if (local) {
        draft.put(Setting.ANNOUNCES_FOR, LanExempt.toldAs(address), line.at());
      } else {
        outside.add(line);
        if (outside.size() == 1) {
          draft.put(Setting.ANNOUNCES, address, line.at());
        }
      }
    }
    if (outside.size() > 1) {
      result.warn(
          outside.get(1).at(),
          "glFTPd tells clients its addresses in turn; the model has the first, %s."
              .formatted(outside.getFirst().words().get(1)),
          "one pasv_addr, unless all lead here");
    }
  }

  private static Advertise address(Lines line) throws ImportException {
    var text = line.word(1, "an address");
    return Announced.of(text)
        .orElseThrow(() ->
            new ImportException(
                line.at(), "%s is neither an address nor a name".formatted(Quotes.shown(text))));
  }
}
