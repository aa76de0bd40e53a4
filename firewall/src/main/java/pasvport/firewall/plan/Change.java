package pasvport.firewall.plan;

import java.util.List;

/**
 * One thing to change on the server or in the site.
 *
 * @param where the file or program that is changed
 * @param what a clause that begins with a verb, as {@code announce 203.0.113.1}
 * @param reason what happens without it, a sentence
 * @param lines exactly what to write there; empty where words must do
 * @param key of the site that tells how it is now
 * @param isNeeded whether transfers fail without it; else it makes faults easier to find
 */
public record Change(
    String where, String what, String reason, List<String> lines, String key, boolean isNeeded) {

  public Change {
    lines = List.copyOf(lines);
  }
}
