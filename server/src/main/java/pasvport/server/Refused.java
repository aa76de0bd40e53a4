package pasvport.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A command that is answered with a negative reply. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  Refused(int code, String text) {
    super(text, null, false, false);
    this.code = code;
  }

  /** A file or directory with which something could not be done. */
  static Refused because(RemotePath path, IOException e) {
    return new Refused(550, Shown.path(path.toString()) + ": " + reason(e) + ".");
  }

  int code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** What went wrong, without the server's own paths, which an exception's message may hold. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case FileAlreadyExistsException _ -> "exists already";
      case DirectoryNotEmptyException _ -> "the directory is not empty";
      case NotDirectoryException _ -> "not a directory";
      case AccessDeniedException _ -> "permission denied";
      case AtomicMoveNotSupportedException _ -> "cannot be moved to another file system";
      case FileSystemLoopException _ -> "links that lead in circles";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case FileSystemException _ -> "cannot be done";
      // Of a channel: the system's own words, such as "No space left on device".
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
