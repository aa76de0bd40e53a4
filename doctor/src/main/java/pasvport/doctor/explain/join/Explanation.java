package pasvport.doctor.explain.join;

import java.util.List;

/**
 * What the logs say of all data connections that were asked for.
 *
 * @param stories in the order of their beginnings
 * @param clocks the first is the one whose times are told
 */
public record Explanation(List<Story> stories, List<Clock> clocks) {
  public Explanation {
    stories = List.copyOf(stories);
    clocks = List.copyOf(clocks);
  }
}
