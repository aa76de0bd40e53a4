package pasvport.doctor.explain.join;

import java.util.List;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Peer;

/**
 * One control connection, as the servers' logs have it.
 *
 * @param entries in order, at least one
 */
record Session(Peer client, List<Entry> entries) {
  Session {
    entries = List.copyOf(entries);
  }
}
