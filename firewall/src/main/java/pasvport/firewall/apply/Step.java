package pasvport.firewall.apply;

import java.util.List;
import java.util.Map;

/**
 * A step that is taken later: a POSIX shell script, so that nothing but the firewall's own tools is
 * needed, and the files that it reads.
 *
 * @param script its lines; it runs in the folder of the files, and sets {@code failed=1} where
 *     something went wrong that matters
 * @param files text by name
 */
public record Step(List<String> script, Map<String, String> files) {

  /** No step at all. */
  static final Step NOTHING = new Step(List.of(), Map.of());

  public Step {
    script = List.copyOf(script);
    files = Map.copyOf(files);
  }
}
