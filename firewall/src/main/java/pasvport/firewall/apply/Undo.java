package pasvport.firewall.apply;

import java.util.List;
import java.util.Map;

/**
 * The way back: a POSIX shell script, so that nothing but the firewall's own tools is needed, and
 * the files that it reads.
 *
 * @param script its lines; it runs in the folder of the files
 * @param files text by name
 */
public record Undo(List<String> script, Map<String, String> files) {

  public Undo {
    script = List.copyOf(script);
    files = Map.copyOf(files);
  }
}
