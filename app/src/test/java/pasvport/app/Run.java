package pasvport.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** What a verb printed, and its exit code. */
record Run(int code, List<String> out, List<String> err) {

  static Run of(Object verb, String... arguments) {
    return of(new CommandLine(verb), arguments);
  }

  static Run of(CommandLine commandLine, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var code =
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    return new Run(code, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
