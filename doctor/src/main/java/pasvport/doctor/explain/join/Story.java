package pasvport.doctor.explain.join;

import java.util.List;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Peer;

/**
 * What happened to one data connection, and what it means.
 *
 * @param request what was to be moved, such as {@code RETR name}; empty if no log says it
 * @param target where one side was told to connect to, such as {@code 203.0.113.1:50007}
 * @param entries what the logs say, in order, by one clock
 */
public record Story(
    Peer client, Mode mode, String request, String target, Verdict verdict, List<Entry> entries) {
  public Story {
    entries = List.copyOf(entries);
  }
}
