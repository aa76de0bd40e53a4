package pasvport.app;

import java.util.concurrent.Callable;
import pasvport.site.SiteSchema;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pasvport schema}: the JSON Schema of the site file. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of the site file, for editors.",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Check.USAGE,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport schema > pasvport.schema.json",
      "",
      "Then the first line of pasvport.yaml tells editors with the YAML language server of it:",
      "  # yaml-language-server: $schema=./pasvport.schema.json",
      "",
      "Exit codes: 0 printed, 64 wrong usage."
    })
final class Schema implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.print(SiteSchema.json());
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
