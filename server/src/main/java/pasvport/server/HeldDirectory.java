package pasvport.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A directory that the system holds open (openat and its kin): what is done in it is done in it,
 * even when somebody puts a link where its path or the name was a moment ago.
 */
record HeldDirectory(SecureDirectoryStream<Path> stream, Path path) implements Directory {

  @Override
  public Directory enter(String name) throws IOException {
    var single = single(name);
    return new HeldDirectory(
        stream.newDirectoryStream(single, LinkOption.NOFOLLOW_LINKS), path.resolve(single));
  }

  @Override
  public BasicFileAttributes attributes(String name) throws IOException {
    return view(name).readAttributes();
  }

  @Override
  public FileChannel open(
      String name, Set<? extends OpenOption> options, List<FileAttribute<?>> made)
      throws IOException {
    var all = new HashSet<OpenOption>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    var channel = stream.newByteChannel(single(name), all, made.toArray(FileAttribute<?>[]::new));
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new FileSystemException(name, null, "not a file of this system");
  }

  @Override
  public void deleteFile(String name) throws IOException {
    stream.deleteFile(single(name));
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    stream.deleteDirectory(single(name));
  }

  @Override
  public void rename(String name, Directory into, String newName) throws IOException {
    switch (into) {
      case HeldDirectory held -> stream.move(single(name), held.stream, single(newName));
      case NamedDirectory _ ->
          throw new FileSystemException(name, newName, "on different file systems");
    }
  }

  @Override
  public void modified(String name, FileTime time) throws IOException {
    view(name).setTimes(time, null, null);
  }

  @Override
  public void permissions(String name, Set<PosixFilePermission> permissions) throws IOException {
    view(name).setPermissions(permissions);
  }

  @Override
  public Iterator<String> names() {
    var paths = stream.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return paths.hasNext();
      }

      @Override
      public String next() {
        return String.valueOf(paths.next().getFileName());
      }
    };
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private PosixFileAttributeView view(String name) throws FileSystemException {
    return stream.getFileAttributeView(
        single(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
