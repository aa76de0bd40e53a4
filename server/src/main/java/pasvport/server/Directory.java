package pasvport.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A directory that is open, and what can be done with the names in it. No method follows a symbolic
 * link that stands under the name it is given.
 */
sealed interface Directory extends Closeable permits HeldDirectory, NamedDirectory {

  /** Opens the directory of a trusted path, held by the system where the system can. */
  @SuppressWarnings("StreamResourceLeak") // the directory closes it
  static Directory open(Path trusted) throws IOException {
    var stream = Files.newDirectoryStream(trusted);
    if (stream instanceof SecureDirectoryStream<Path> held) {
      return new HeldDirectory(held, trusted);
    }
    stream.close();
    return new NamedDirectory(trusted);
  }

  /** Where the directory stood when it was opened. */
  Path path();

  /** Opens a directory in this one; fails at a link. */
  Directory enter(String name) throws IOException;

  /** What stands under a name: of a link, the link itself. */
  BasicFileAttributes attributes(String name) throws IOException;

  /** Opens a file; fails at a link. */
  default FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
    return open(name, options, List.of());
  }

  /**
   * The same.
   *
   * @param made with which permissions a file is made, less the process's umask
   */
  FileChannel open(String name, Set<? extends OpenOption> options, List<FileAttribute<?>> made)
      throws IOException;

  void deleteFile(String name) throws IOException;

  void deleteDirectory(String name) throws IOException;

  /** Renames, into this directory or another; a file or link of the new name is replaced. */
  void rename(String name, Directory into, String newName) throws IOException;

  void modified(String name, FileTime time) throws IOException;

  /** Sets who may do what with a file or directory, where the system knows of such. */
  void permissions(String name, Set<PosixFilePermission> permissions) throws IOException;

  /** The names in it; to be asked for once. */
  Iterator<String> names() throws IOException;

  /** Where a link says that it leads; whatever it says is only ever walked name by name. */
  default Path linkTarget(String name) throws IOException {
    return Files.readSymbolicLink(path().resolve(single(name)));
  }

  // No system call in reach makes a directory in an open one. Were this one moved away in the same
  // moment by somebody with rights on the server itself, an empty directory would stand elsewhere.
  default void makeDirectory(String name) throws IOException {
    Files.createDirectory(path().resolve(single(name)));
  }

  @Override
  void close() throws IOException;

  /** A name as a path of one element, whatever the system's separators and reserved names are. */
  default Path single(String name) throws FileSystemException {
    try {
      var single = path().getFileSystem().getPath(name);
      if (!single.isAbsolute() && single.getNameCount() == 1 && single.toString().equals(name)) {
        return single;
      }
    } catch (InvalidPathException e) {
      throw new FileSystemException(name, null, "a name that cannot be stored here");
    }
    throw new FileSystemException(name, null, "a name that cannot be stored here");
  }
}
