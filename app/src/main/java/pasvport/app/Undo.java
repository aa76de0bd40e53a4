package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Change;
import pasvport.firewall.apply.Journal;
import pasvport.firewall.apply.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pasvport undo}: takes the last change of the firewall back. */
@Command(
    name = "undo",
    description = {
      "Takes the last change of this host's firewall back.",
      "",
      "What Pasvport had there before stands there again; what others have changed meanwhile stays."
          + " Run again, it takes back the change before."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%n",
    footer = "Exit codes: 0 taken back, 1 not taken back and said why, 64 wrong usage.")
final class Undo implements Callable<Integer> {
  @Mixin private SiteOption site = new SiteOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Journal journal = FirewallJournal.in(site.home());
    try {
      Optional<Change> last = journal.last();
      if (last.isEmpty()) {
        err.println("There is no change of the firewall to take back.");
        return Main.WRONG;
      }
      last.get().undo(Shell.here());
      journal.audit("change=\"%d\" undone".formatted(last.get().number()));
      spec.commandLine()
          .getOut()
          .println("Change %d is taken back.".formatted(last.get().number()));
      return Main.OK;
    } catch (ApplyException e) {
      err.println(String.valueOf(e.getMessage()));
      return Main.WRONG;
    } catch (IOException e) {
      err.println("%s: %s".formatted(journal.folder(), e.getMessage()));
      return Main.WRONG;
    } finally {
      spec.commandLine().getOut().flush();
      err.flush();
    }
  }
}
