package pasvport.importers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import pasvport.site.ServerSettings.Product;

/** vsftpd: lines of {@code name=value} (vsftpd.conf(5)). */
final class Vsftpd implements Importer {

  static final Set<String> OPTIONS = options();

  @Override
  public Product product() {
    return Product.VSFTPD;
  }

  @Override
  public List<String> places() {
    return List.of("/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf", "/usr/local/etc/vsftpd.conf");
  }

  @Override
  public String expected() {
    return "lines of name=value";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "pasv_min_port=%d and pasv_max_port=%d".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return source.lines().stream()
        .map(line -> line.text().strip())
        .anyMatch(line ->
            line.indexOf('=') > 0
                && OPTIONS.contains(line.substring(0, line.indexOf('=')).strip()));
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var options = new VsftpdOptions(result);
    for (var source : sources) {
      options.take(source);
    }
    new VsftpdModel(options, result, sources.getFirst().whole()).draw();
  }

  private static Set<String> options() {
    var resource = "vsftpd-options.txt";
    try (var in = Objects.requireNonNull(Vsftpd.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
