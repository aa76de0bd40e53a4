package pasvport.firewall.plan;

import java.util.stream.Stream;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;

/** Data connections towards the clients. */
final class ActiveLint {

  private ActiveLint() {}

  static Stream<Finding> anySourcePort(Lint lint, Draft draft) {
    return active(draft)
        .filter(need -> need.sourcePort().isEmpty())
        .limit(1)
        .map(need ->
            new Finding(
                lint,
                need.reason(),
                "Active data comes from any port of the server, so the rule towards the clients"
                    + " cannot name one.",
                "Have it come from port 20 where the server can, or switch active mode off."));
  }

  private static Stream<Need> active(Draft draft) {
    return draft.hops().getLast().needs().needs().stream()
        .filter(need -> need.purpose() == Purpose.ACTIVE);
  }
}
