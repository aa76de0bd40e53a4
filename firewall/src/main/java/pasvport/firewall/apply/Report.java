package pasvport.firewall.apply;

import java.util.List;
import java.util.Optional;

/**
 * What a rehearsal has shown.
 *
 * @param results each flow that was tried
 * @param admissions lines that go into chains of others: without them the rules have no effect, or
 *     something wanted fails
 */
public record Report(List<Result> results, List<Admission> admissions) {

  public Report {
    results = List.copyOf(results);
    admissions = List.copyOf(admissions);
  }

  /**
   * One flow.
   *
   * @param text what it is
   * @param wanted whether it must get through
   * @param before what went wrong with the rules that stand there; empty if it got through
   * @param after what went wrong with the new rules; empty if it got through
   */
  public record Result(
      String text, boolean wanted, Optional<String> before, Optional<String> after) {

    /** Whether the new rules do with it what they must. */
    public boolean isRight() {
      return wanted == after.isEmpty() || isOpenAnyway();
    }

    /** Whether something unwanted gets through, and did so before: by rules that are not ours. */
    public boolean isOpenAnyway() {
      return !wanted && before.isEmpty() && after.isEmpty();
    }
  }

  /** Whether all is as it must be. */
  public boolean isRight() {
    return results.stream().allMatch(Result::isRight);
  }
}
