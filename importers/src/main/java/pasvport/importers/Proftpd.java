package pasvport.importers;

import java.util.List;
import java.util.regex.Pattern;
import pasvport.site.ServerSettings.Product;

/** ProFTPD: directives and blocks, much as Apache's (mod_core). */
final class Proftpd implements Importer {

  private static final Pattern SIGN =
      Pattern.compile(
          "(?im)^\\s*(ServerType|ServerIdent|DefaultServer|PassivePorts|MasqueradeAddress"
              + "|SystemLog|TransferLog|ScoreboardFile|TLSEngine|UseIPv6|MaxInstances"
              + "|RequireValidShell|AuthOrder|<IfModule\\s+!?mod_\\w+\\.c>|LoadModule\\s+mod_).*$");

  @Override
  public Product product() {
    return Product.PROFTPD;
  }

  @Override
  public List<String> places() {
    return List.of(
        "/etc/proftpd/proftpd.conf",
        "/etc/proftpd.conf",
        "/usr/local/etc/proftpd.conf",
        "/usr/local/etc/proftpd/proftpd.conf");
  }

  @Override
  public String expected() {
    return "directives such as ServerType, Port or PassivePorts";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "PassivePorts %d %d in <Global>".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    var text = source.text();
    return SIGN.matcher(text).find() && !text.contains("LoadModule proxy_module");
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    for (var source : sources) {
      var contexts = new ProftpdContexts(new ProftpdFile(disk, result).read(source), result);
      new ProftpdModel(contexts, result, source.whole()).draw();
    }
  }
}
