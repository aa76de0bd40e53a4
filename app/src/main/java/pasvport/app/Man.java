package pasvport.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pasvport man}: the manual page. */
@Command(
    name = "man",
    description = "Prints the manual page, as troff.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport man | man -l -",
      "  pasvport man > /usr/local/share/man/man1/pasvport.1",
      "",
      "Exit codes: 0 printed, 64 wrong usage."
    })
final class Man implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.print(new ManPage(spec.root()).text());
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
