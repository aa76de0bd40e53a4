package pasvport.app;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import pasvport.firewall.apply.Admission;
import pasvport.firewall.apply.LiveFirewall;
import pasvport.firewall.apply.Proposal;
import pasvport.firewall.apply.Report;
import pasvport.firewall.need.Need;
import pasvport.site.Network;

/** What {@code pasvport apply} shows before it changes anything. */
final class ApplyText {
  private ApplyText() {}

  static void print(Proposal proposal, LiveFirewall firewall, PrintWriter out) {
    out.println(
        "Rules for %s (%s), rehearsed beside a copy of this host's:"
            .formatted(proposal.hop().name(), firewall.dialect()));
    proposal.report().results().forEach(result -> out.println("  " + line(result)));
    out.println();
    out.println("What will be open:");
    proposal.hop().needs().forEach(need -> out.println("  " + line(need)));
    if (!proposal.report().admissions().isEmpty()) {
      out.println();
      out.println(
          "These lines go into chains that are not Pasvport's, so that they let it through or lead to its own:");
      for (Admission admission : proposal.report().admissions()) {
        out.println("  " + admission.shown());
      }
    }
    out.println();
  }

  private static String line(Report.Result result) {
    String state =
        result.isOpenAnyway()
            ? "open anyway"
            : result.isRight() ? result.wanted() ? "gets through" : "kept out" : "WRONG";
    String why =
        result.isOpenAnyway()
            ? ": a rule that is not Pasvport's lets it in, before and after"
            : result.isRight()
                ? ""
                : ": " + result.after().orElse("it gets through, and did not before");
    return "%-12s  %s%s".formatted(state, result.text(), why);
  }

  private static String line(Need need) {
    String clients =
        need.clients().isEmpty()
            ? "anyone"
            : need.clients().stream().map(Network::toString).collect(Collectors.joining(", "));
    return "%-22s  %-13s  %s %s  (%s)"
        .formatted(
            need.purpose().text(),
            need.ports(),
            need.purpose().isOutward() ? "to" : "from",
            clients,
            need.reason());
  }
}
