package pasvport.trials;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use whom: each module of the house, and the modules whose classes its own may use. */
final class HouseTest {
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("ftp"),
          entry("site"),
          entry("linux"),
          entry("gateway", "ftp", "site", "linux"),
          entry("server", "site"),
          entry("certificates", "site"),
          entry("importers", "site"),
          entry("firewall", "site", "linux", "lab"),
          entry("doctor", "ftp", "site", "importers", "linux", "firewall"),
          entry("web", "site", "doctor"),
          entry("lab", "linux"),
          entry(
              "app",
              "ftp",
              "site",
              "linux",
              "gateway",
              "server",
              "certificates",
              "importers",
              "firewall",
              "doctor",
              "web",
              "lab"),
          entry(
              "trials",
              "ftp",
              "site",
              "linux",
              "gateway",
              "server",
              "certificates",
              "importers",
              "firewall",
              "doctor",
              "web",
              "lab",
              "app"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("pasvport");

  static Stream<String> modules() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void a_module_uses_only_those_it_may_use(String module) {
    var allowed =
        Stream.concat(Stream.of(module), MAY_USE.getOrDefault(module, List.of()).stream());

    noClasses()
        .that()
        .resideInAPackage(within(module))
        .should()
        .dependOnClassesThat(
            resideInAPackage("pasvport..")
                .and(
                    not(resideInAnyPackage(allowed.map(HouseTest::within).toArray(String[]::new)))))
        .check(CLASSES);
  }

  @Test
  void every_package_belongs_to_a_module_of_the_table() {
    assertThat(CLASSES.getPackage("pasvport").getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @Test
  void native_calls_are_made_by_the_module_linux_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("linux"))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(Linker.class, SymbolLookup.class).or(resideInAPackage("sun..")))
        .check(CLASSES);
  }

  @Test
  void the_language_needs_neither_sockets_nor_threads_nor_libraries() {
    noClasses()
        .that()
        .resideInAPackage(within("ftp"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.concurrent..", "java.nio.channels..")
                .or(not(resideInAnyPackage("pasvport.ftp..", "java..", "org.jspecify.."))))
        .check(CLASSES);
  }

  private static Map.Entry<String, List<String>> entry(String module, String... others) {
    return Map.entry(module, List.of(others));
  }

  private static String within(String module) {
    return "pasvport." + module + "..";
  }
}
