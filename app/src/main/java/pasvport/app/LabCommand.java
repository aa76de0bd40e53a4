package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import pasvport.firewall.plan.PlanRefusedException;
import pasvport.lab.LabException;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pasvport lab}: the whole story on one machine. */
@Command(
    name = "lab",
    description = {
      "Shows the problem and the cure on this machine: a client, a firewall with NAT, and vsftpd.",
      "",
      "They are network namespaces with nothing but each other, and are gone when the lab ends; this"
          + " machine's own network and firewall stay as they are. The test fails and says why; the"
          + " plan is made and applied; the test passes; then FTPS goes through the gateway. Needs"
          + " Linux, root, nftables and vsftpd; takes less than half a minute."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo pasvport lab",
      "  sudo pasvport lab --verbose              every verb's whole output",
      "",
      "Exit codes: 0 it went as told, 1 something did not and was said, 64 wrong usage."
    })
final class LabCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Option(names = "--verbose", description = "Shows the whole of what each verb prints.")
  private boolean verbose;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    var missing = LabNetwork.missing();
    if (!missing.isEmpty()) {
      missing.forEach(err::println);
      return Main.WRONG;
    }
    var started = System.nanoTime();
    try {
      tell(out);
    } catch (LabException
        | LabStory.AstrayException
        | SiteException
        | PlanRefusedException
        | IOException e) {
      out.flush();
      err.println(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
    var took = Duration.ofNanos(System.nanoTime() - started);
    out.println(
        "That was it, in %.1f s. For your own server: pasvport import, plan, apply, test."
            .formatted(took.toNanos() / NANOS));
    out.flush();
    return Main.OK;
  }

  private void tell(PrintWriter out)
      throws LabStory.AstrayException, IOException, SiteException, PlanRefusedException {
    var folder = Files.createTempDirectory("pasvport-lab");
    try (var network = LabNetwork.open(Files.createDirectory(folder.resolve("server")))) {
      // The server gives up its rights and must still get to its files.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      new LabStory(network, folder, out, verbose).tell();
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.delete(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
