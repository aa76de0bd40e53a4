package pasvport.firewall.live;

import java.util.List;
import pasvport.firewall.need.Need;

/**
 * What a firewall, as it is, does with what a hop needs. It is about filtering alone; whether
 * addresses are translated is only seen in {@code drift}.
 *
 * @param needs what becomes of each need, in their order
 * @param excess what is open towards the ports of FTP beyond the needs
 * @param drift how our own rules differ from what they should be, a line each; empty, not at all
 */
public record Judgement(List<Judged> needs, List<Excess> excess, List<String> drift) {

  public Judgement {
    needs = List.copyOf(needs);
    excess = List.copyOf(excess);
    drift = List.copyOf(drift);
  }

  /** Whether nothing is missing, too much or different. */
  public boolean isAsNeeded() {
    return excess.isEmpty()
        && drift.isEmpty()
        && needs.stream().allMatch(need -> need.answer() == Answer.OPEN);
  }

  /** What becomes of the connections of a need. */
  public enum Answer {
    OPEN,
    CLOSED,
    /** Open for some of them. */
    PARTLY,
    /** A rule decides that this program does not understand. */
    CANNOT_TELL
  }

  /**
   * One need.
   *
   * @param causes by which rules; of those that open, only if all is open
   */
  public record Judged(Need need, Answer answer, List<Cause> causes) {
    public Judged {
      causes = List.copyOf(causes);
    }
  }

  /**
   * A rule that decides.
   *
   * @param packets which ones, in words
   */
  public record Cause(String packets, RuleText by) {}

  /**
   * Something that is open and not needed.
   *
   * @param sources for whom
   * @param ports which ports of the server
   * @param by which rule opens them
   */
  public record Excess(String sources, String ports, RuleText by) {}
}
