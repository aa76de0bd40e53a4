package pasvport.app;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pasvport completion}: a script that lets bash and zsh complete verbs and options. */
@Command(
    name = "completion",
    description = "Prints a script with which bash and zsh complete verbs and options.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(pasvport completion)",
      "  pasvport completion > /etc/bash_completion.d/pasvport",
      "",
      "Exit codes: 0 printed, 64 wrong usage."
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandSpec root = spec.root();
    var out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(root.name(), root.commandLine()));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
