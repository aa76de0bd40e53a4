package pasvport.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A directory known by its path, for systems that cannot hold one open (Windows): links are looked
 * for before each step, so somebody with rights on the server itself who swaps one in between is
 * not seen.
 */
record NamedDirectory(Path path) implements Directory {

  @Override
  public Directory enter(String name) throws IOException {
    if (name.equals(".")) {
      return this;
    }
    if (!attributes(name).isDirectory()) {
      throw new NotDirectoryException(name);
    }
    // A Windows junction calls itself a directory; its real path tells.
    var real = path.resolve(single(name)).toRealPath();
    if (!path.equals(real.getParent())) {
      throw new FileSystemException(name, null, "leads outside your folder");
    }
    return new NamedDirectory(real);
  }

  @Override
  public BasicFileAttributes attributes(String name) throws IOException {
    return Files.readAttributes(
        path.resolve(single(name)), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public FileChannel open(
      String name, Set<? extends OpenOption> options, List<FileAttribute<?>> made)
      throws IOException {
    var all = new HashSet<OpenOption>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path.resolve(single(name)), all);
  }

  @Override
  public void deleteFile(String name) throws IOException {
    Files.delete(path.resolve(single(name)));
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    Files.delete(path.resolve(single(name)));
  }

  @Override
  public void rename(String name, Directory into, String newName) throws IOException {
    Files.move(
        path.resolve(single(name)),
        into.path().resolve(into.single(newName)),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void modified(String name, FileTime time) throws IOException {
    Files.getFileAttributeView(
            path.resolve(single(name)), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }

  /** Windows has no such permissions, and clients that set them go on. */
  @Override
  public void permissions(String name, Set<PosixFilePermission> permissions) {}

  @Override
  public Iterator<String> names() throws IOException {
    try (var children = Files.newDirectoryStream(path)) {
      var names = new ArrayList<String>();
      children.forEach(child -> names.add(String.valueOf(child.getFileName())));
      return names.iterator();
    }
  }

  @Override
  public void close() {}
}
