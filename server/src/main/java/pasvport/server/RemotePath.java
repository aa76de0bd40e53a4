package pasvport.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/**
 * A path as the client sees it: the names from the root of the user's folder down, without {@code
 * .} and {@code ..}.
 */
record RemotePath(List<String> names) {

  static final RemotePath ROOT = new RemotePath(List.of());

  // A path must fit in one reply line of the gateway (4096 bytes), quotes in it doubled, and with
  // the folder's own path in what a system takes for a path (4096 bytes on Linux).
  private static final int MAX_BYTES = 2_000;

  RemotePath {
    names = List.copyOf(names);
  }

  /**
   * The path that an argument means from here. {@code ..} takes away a name, whatever stands under
   * it, and at the root nothing.
   */
  RemotePath resolve(String argument) throws FileSystemException {
    if (argument.indexOf('\r') >= 0 || argument.indexOf('\n') >= 0 || argument.indexOf(0) >= 0) {
      throw new FileSystemException(argument, null, "a name with line ends is not allowed");
    }
    var all = new ArrayList<>(argument.startsWith("/") ? List.<String>of() : names);
    for (var name : argument.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (!all.isEmpty()) {
            all.removeLast();
          }
        }
        default -> all.add(name);
      }
    }
    var path = new RemotePath(all);
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new FileSystemException(argument, null, "longer than " + MAX_BYTES + " bytes");
    }
    return path;
  }

  /** The path of what stands under a name in the directory of this path. */
  RemotePath child(String name) {
    var all = new ArrayList<>(names);
    all.add(name);
    return new RemotePath(all);
  }

  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}
