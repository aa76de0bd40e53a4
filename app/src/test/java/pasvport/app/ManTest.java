package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pasvport man} and {@code pasvport completion} print. */
class ManTest {
  @TempDir private Path folder;

  private static List<String> page() {
    Run ran = Run.of(Main.commandLine(), "man");
    assertThat(ran.code()).isZero();
    return ran.out();
  }

  @Test
  void every_verb_and_option_stands_in_the_page() {
    assertThat(page())
        .contains(
            ".SH NAME",
            ".SH SYNOPSIS",
            ".SH SIGNALS",
            ".SS pasvport up",
            ".SS pasvport init",
            ".SS pasvport user add",
            ".B \\-\\-site=FILE",
            ".B \\-\\-yes");
    assertThat(page().getFirst()).startsWith(".TH PASVPORT 1");
  }

  @Test
  void only_requests_that_are_meant_begin_with_a_dot() {
    assertThat(page())
        .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|I|nf|fi|sp)( .*)?"));
  }

  @Test
  void groff_takes_the_page_without_a_warning() throws Exception {
    Path groff = Path.of("/usr/bin/groff");
    assumeTrue(Files.exists(groff), "groff is not installed");
    Path page = Files.write(folder.resolve("pasvport.1"), page());
    String warnings = run(groff.toString(), "-man", "-ww", "-z", "-Tutf8", page.toString());
    assertThat(warnings).isEmpty();
  }

  @Test
  void bash_takes_the_completion_and_completes_verbs() throws Exception {
    Path bash =
        Stream.of("/bin/bash", "/usr/bin/bash")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst()
            .orElse(folder);
    assumeTrue(Files.isRegularFile(bash), "bash is not installed");
    Run ran = Run.of(Main.commandLine(), "completion");
    Path script = Files.write(folder.resolve("completion"), ran.out());
    String completed =
        run(
            bash.toString(),
            "-c",
            "source "
                + script
                + "; COMP_WORDS=(pasvport i); COMP_CWORD=1; _complete_pasvport;"
                + " echo \"${COMPREPLY[@]}\"");
    assertThat(completed.strip()).isEqualTo("init import");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
