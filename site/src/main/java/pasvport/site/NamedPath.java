package pasvport.site;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A path as the rules see it: names alone, in bytes, without {@code .} and {@code ..}.
 *
 * @param rooted whether it is known from the root; else it begins in an unknown folder
 * @param names the names on the way, the last one last
 */
public record NamedPath(boolean rooted, List<byte[]> names) {

  public NamedPath {
    names = List.copyOf(names);
  }

  /** The last name; empty for the root. */
  Optional<byte[]> name() {
    return names.isEmpty() ? Optional.empty() : Optional.of(names.getLast());
  }

  /** The path from the root on, as in {@code /a/b}. */
  byte[] bytes() {
    var out = new ByteArrayOutputStream();
    for (var name : names) {
      out.write('/');
      out.writeBytes(name);
    }
    if (names.isEmpty()) {
      out.write('/');
    }
    return out.toByteArray();
  }
}
