package pasvport.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A place in a user's folder: a directory that is open, a name in it, and what stands there.
 *
 * @param name {@code .} at the root of the folder
 * @param attributes empty when nothing stands there yet
 */
record Place(Directory directory, String name, Optional<BasicFileAttributes> attributes)
    implements Closeable {

  static final String ROOT = ".";

  boolean isRoot() {
    return name.equals(ROOT);
  }

  /** What stands there. */
  BasicFileAttributes existing() throws NoSuchFileException {
    return attributes.orElseThrow(() -> new NoSuchFileException(name));
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
