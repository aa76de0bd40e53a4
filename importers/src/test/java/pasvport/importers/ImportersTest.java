package pasvport.importers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.site.ServerSettings;
import pasvport.site.ServerSettings.Product;

/** What holds for all servers alike. */
class ImportersTest {

  private static final Disk NOWHERE = Disk.ofThisHost();

  static List<Importer> importers() {
    return Importers.ALL;
  }

  @Test
  void an_import_decides_every_key_but_whose_host_the_server_stands_on() {
    var keys =
        Arrays.stream(ServerSettings.class.getRecordComponents())
            .map(component ->
                component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .filter(key -> !key.equals("runs-on"))
            .toList();
    assertThat(Importers.keys()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void every_product_but_other_has_an_importer() {
    assertThat(Importers.ALL)
        .extracting(Importer::product)
        .containsAll(
            Arrays.stream(Product.values()).filter(product -> product != Product.OTHER).toList());
  }

  @Test
  void a_named_server_takes_a_file_without_a_word_and_none_of_another() throws Exception {
    var silent = List.of(Source.of("x.conf", "# nothing\n"));
    var result = new Result(Product.VSFTPD);
    new Vsftpd().read(silent, NOWHERE, result);
    assertThat(result.imported().services()).hasSize(1);
    assertThatThrownBy(() ->
            Importers.commandLine(
                "ServerType standalone", "x.conf", Optional.of(Product.VSFTPD), NOWHERE))
        .hasMessage("x.conf:1: this is no configuration of vsftpd; expected lines of name=value");
  }

  /** Whatever stands in a file, it is read or refused with its name, and never more. */
  @ParameterizedTest
  @MethodSource("importers")
  void bytes_at_random_and_configurations_cut_anywhere_are_read_or_refused(Importer importer)
      throws Exception {
    var random = new Random(5);
    for (var round = 0; round < 200; round++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readOrRefused(importer, new Source("x", bytes));
    }
    for (var sample : List.of(XML, JSON, LINES)) {
      for (var length = 0; length <= sample.length(); length++) {
        readOrRefused(importer, Source.of("x", sample.substring(0, length)));
      }
    }
  }

  private static void readOrRefused(Importer importer, Source source) {
    try {
      importer.read(List.of(source), NOWHERE, new Result(importer.product()));
    } catch (ImportException refused) {
      assertThat(refused.getMessage()).startsWith("x").doesNotContain("\n");
    }
  }

  private static final String LINES =
      """
      PassivePorts 40000 40009
      passive ports 0.0.0.0/0 40000 40009
      portrange all 40000 40009
      pasv_ports 40000-40009
      <Global>
      global{
        PASSIVE_PORTS="40000"
      }
      </Global>
      python3 -m pyftpdlib -r 40000-40009 -p 2121
      """;

  private static final String JSON =
      "{\"ftpd\": {\"bindings\": [{\"port\": 2121, \"passive_ip_overrides\": [{\"networks\":"
          + " [\"10.0.0.0/8\"], \"ip\": \"\"}]}], \"passive_port_range\": {\"start\": 1}}}";

  private static final String XML =
      "<filezilla xmlns=\"https://filezilla-project.org\"><ftp_server><listener><port>21</port>"
          + "</listener><session><pasv><port_range><min>5</min></port_range></pasv></session>"
          + "</ftp_server></filezilla>";

  @Test
  void elements_and_lists_without_end_are_refused() {
    var xml = Source.of("x", "<filezilla>".repeat(100_000));
    assertThatThrownBy(() -> Xml.root(xml)).hasMessageContaining("nested too deeply");
    var yaml = Source.of("x", "[".repeat(100_000));
    assertThatThrownBy(() -> new FlatKeys().takeYaml(yaml)).isInstanceOf(ImportException.class);
    var toml = Source.of("x", "a = " + "[".repeat(10_000));
    assertThatThrownBy(() -> new FlatKeys().takeToml(toml)).isInstanceOf(ImportException.class);
  }

  @Test
  void aliases_that_multiply_are_refused() {
    var bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (var level = 1; level < 30; level++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
    }
    var source = Source.of("x", bomb.toString());
    assertThatThrownBy(() -> new FlatKeys().takeYaml(source)).isInstanceOf(ImportException.class);
  }

  @Test
  void names_tell_products() {
    assertThat(Set.copyOf(Importers.names())).hasSize(12);
    assertThat(Importers.named("pure-ftpd")).contains(Product.PURE_FTPD);
    assertThat(Importers.named("other")).isEmpty();
  }
}
