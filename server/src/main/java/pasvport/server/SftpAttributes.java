package pasvport.server;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What a client wants a file to be like (draft-ietf-secsh-filexfer-02, section 5). Owners are read
 * over: whose files these are on the server's host is not the client's to say.
 */
record SftpAttributes(
    Optional<Long> size,
    boolean hasOwner,
    Optional<Set<PosixFilePermission>> permissions,
    Optional<FileTime> modified) {

  private static final int SIZE = 0x1;
  private static final int OWNER = 0x2;
  private static final int PERMISSIONS = 0x4;
  private static final int TIMES = 0x8;
  private static final int EXTENDED = 0x80000000;

  /** More pairs of names and values than any client sends. */
  private static final int MOST_EXTENDED = 64;

  private static final int REGULAR = 0x8000;
  private static final int DIRECTORY = 0x4000;
  private static final int LINK = 0xa000;
  private static final int PIPE = 0x1000;

  // What to show where the system does not know permissions.
  private static final int USUAL_FILE = 0x1a4; // rw-r--r--
  private static final int USUAL_DIRECTORY = 0x1ed; // rwxr-xr-x

  static SftpAttributes read(Buffer in) {
    var flags = in.getInt();
    Optional<Long> size = (flags & SIZE) == 0 ? Optional.empty() : Optional.of(in.getLong());
    if ((flags & OWNER) != 0) {
      in.getInt();
      in.getInt();
    }
    Optional<Set<PosixFilePermission>> permissions =
        (flags & PERMISSIONS) == 0 ? Optional.empty() : Optional.of(permissions(in.getInt()));
    Optional<FileTime> modified = Optional.empty();
    if ((flags & TIMES) != 0) {
      in.getUInt(); // when it was read last
      modified = Optional.of(FileTime.from(in.getUInt(), TimeUnit.SECONDS));
    }
    if ((flags & EXTENDED) != 0) {
      var count = in.getInt();
      if (count < 0 || count > MOST_EXTENDED) {
        throw new IllegalArgumentException("too many extended attributes");
      }
      for (int i = 0; i < count; i++) {
        in.getBytes();
        in.getBytes();
      }
    }
    return new SftpAttributes(size, (flags & OWNER) != 0, permissions, modified);
  }

  static void write(BasicFileAttributes attributes, Buffer out) {
    out.putInt(SIZE | PERMISSIONS | TIMES);
    out.putLong(attributes.size());
    out.putInt(mode(attributes));
    var seconds = Math.clamp(attributes.lastModifiedTime().to(TimeUnit.SECONDS), 0, 0xffffffffL);
    out.putUInt(seconds);
    out.putUInt(seconds);
  }

  private static int mode(BasicFileAttributes attributes) {
    var kind =
        attributes.isRegularFile()
            ? REGULAR
            : attributes.isDirectory() ? DIRECTORY : attributes.isSymbolicLink() ? LINK : PIPE;
    return kind | bits(attributes);
  }

  /** As {@code ls -l} shows it: {@code -rw-r--r--}. */
  static String shown(BasicFileAttributes attributes) {
    var kind =
        attributes.isRegularFile()
            ? "-"
            : attributes.isDirectory() ? "d" : attributes.isSymbolicLink() ? "l" : "p";
    return kind + PosixFilePermissions.toString(permissions(bits(attributes)));
  }

  private static int bits(BasicFileAttributes attributes) {
    if (attributes instanceof PosixFileAttributes posix) {
      return posix.permissions().stream().mapToInt(SftpAttributes::bit).sum();
    }
    return attributes.isDirectory() ? USUAL_DIRECTORY : USUAL_FILE;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var found = EnumSet.noneOf(PosixFilePermission.class);
    for (var permission : PosixFilePermission.values()) {
      if ((mode & bit(permission)) != 0) {
        found.add(permission);
      }
    }
    return found;
  }

  private static int bit(PosixFilePermission permission) {
    return switch (permission) {
      case OWNER_READ -> 0x100;
      case OWNER_WRITE -> 0x80;
      case OWNER_EXECUTE -> 0x40;
      case GROUP_READ -> 0x20;
      case GROUP_WRITE -> 0x10;
      case GROUP_EXECUTE -> 0x8;
      case OTHERS_READ -> 0x4;
      case OTHERS_WRITE -> 0x2;
      case OTHERS_EXECUTE -> 0x1;
    };
  }
}
