package pasvport.firewall.apply;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.HopNeeds;

/** Rules that have been rehearsed and are not in force yet. */
public final class Proposal {
  private final HopNeeds hop;
  private final Rules rules;
  private final Report report;
  private final LiveFirewall firewall;
  private final Shell live;

  /** What others had in the firewall when the rules were rehearsed. */
  private final String others;

  private Proposal(
      HopNeeds hop, Rules rules, Report report, LiveFirewall firewall, Shell live, String others) {
    this.hop = hop;
    this.rules = rules;
    this.report = report;
    this.firewall = firewall;
    this.live = live;
    this.others = others;
  }

  /**
   * Rehearses rules.
   *
   * @param login what must not be cut
   * @throws ApplyException if they cannot be rehearsed
   */
  public static Proposal rehearsed(
      HopNeeds hop, Rules rules, LiveFirewall firewall, Shell live, Optional<Login> login)
      throws ApplyException {
    var others = firewall.others(live);
    return new Proposal(
        hop, rules, Rehearsal.of(rules, hop, firewall, live, login), firewall, live, others);
  }

  public HopNeeds hop() {
    return hop;
  }

  public Report report() {
    return report;
  }

  /**
   * Puts the rules in force, for as long as it takes to confirm them.
   *
   * @param within after which time they are taken back
   * @throws ApplyException if they are not in force: because the rehearsal failed, somebody has
   *     changed the firewall since, or it refused them
   */
  public Change apply(Journal journal, Duration within) throws ApplyException, IOException {
    if (!report.isRight()) {
      throw new ApplyException("the rehearsal failed");
    }
    try (var _ = journal.lock()) {
      return applyAlone(journal, within);
    }
  }

  private Change applyAlone(Journal journal, Duration within) throws ApplyException, IOException {
    if (!firewall.others(live).equals(others)) {
      throw new ApplyException(
          "somebody has changed the firewall since the rehearsal; nothing was done, run it again");
    }
    var pending = journal.last().filter(last -> last.state() == Change.State.PENDING);
    if (pending.isPresent()) {
      throw new ApplyException(
          pending.get().isAbandoned()
              ? "change %d was not confirmed in time, and what would have taken it back is gone; undo it first (pasvport undo)"
                  .formatted(pending.get().number())
              : "change %d waits to be confirmed; confirm it or undo it first"
                  .formatted(pending.get().number()));
    }
    var change =
        Change.begin(
            journal.next(),
            firewall.undo(rules, report.admissions(), live),
            firewall.kept(rules, report.admissions()));
    try {
      change.watch(within, live);
      firewall.load(rules, report.admissions(), live);
    } catch (ApplyException e) {
      change.undo(live);
      journal.audit("change=\"%d\" refused".formatted(change.number()));
      throw e;
    }
    if (change.state() == Change.State.UNDONE) {
      change.undo(live);
      throw new ApplyException(
          "loading the rules took longer than %d s, so they are taken back already"
              .formatted(within.toSeconds()));
    }
    journal.audit(
        "change=\"%d\" applied hop=\"%s\" dialect=\"%s\" within=\"%s\""
            .formatted(change.number(), hop.name(), firewall.dialect(), within));
    return change;
  }
}
