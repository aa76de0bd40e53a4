package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML parser reads what Kubernetes is to read, and finds the ports that the needs have. */
class KubernetesTest {

  static Stream<Arguments> files() {
    return WrittenFiles.of("kubernetes");
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_policy_and_a_service_are_read(String dialect, String hop, String text) {
    assertThat(documents(text).stream().<Object>map(document -> document.get("kind")))
        .as(dialect + " " + hop)
        .containsExactly("NetworkPolicy", "Service");
  }

  @Test
  void a_range_is_one_entry_of_the_policy_and_an_entry_a_port_of_the_service()
      throws NotExpressibleException {
    var documents = documents(text("static"));
    assertThat(
            list(spec(documents.getFirst()), "ingress").stream()
                .<Object>map(rule -> list(rule, "ports")))
        .containsExactly(
            List.of(Map.of("protocol", "TCP", "port", 21)),
            List.of(Map.of("protocol", "TCP", "port", 50_000, "endPort", 50_100)));
    assertThat(list(spec(documents.getLast()), "ports")).hasSize(102);
  }

  @Test
  void a_port_of_the_service_leads_to_the_servers_own() throws NotExpressibleException {
    assertThat(
            list(spec(documents(text("gateway")).getLast()), "ports").stream()
                .<Object>map(port -> port))
        .contains(Map.of("name", "port-21", "protocol", "TCP", "port", 21, "targetPort", 2121));
  }

  private static String text(String hop) throws NotExpressibleException {
    return new Kubernetes()
        .write(Objects.requireNonNull(Hops.all().get(hop)))
        .files()
        .getFirst()
        .text();
  }

  private static List<Map<?, ?>> documents(String text) {
    var documents = new Load(LoadSettings.builder().build()).loadAllFromString(text);
    return StreamSupport.stream(documents.spliterator(), false)
        .<Map<?, ?>>map(document -> (Map<?, ?>) document)
        .toList();
  }

  private static Map<?, ?> spec(Map<?, ?> document) {
    return (Map<?, ?>) Objects.requireNonNull(document.get("spec"));
  }

  private static List<Map<?, ?>> list(Map<?, ?> map, String key) {
    return ((List<?>) Objects.requireNonNull(map.get(key)))
        .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }
}
