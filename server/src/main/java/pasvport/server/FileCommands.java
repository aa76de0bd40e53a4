package pasvport.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The commands about files and directories that move no data (RFC 959, RFC 3659,
 * draft-somers-ftp-mfxx).
 */
final class FileCommands {

  private static final Pattern TIME = Pattern.compile("(\\d{14})(\\.\\d{1,9})?");
  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

  private FileCommands() {}

  static Map<String, Verb> all() {
    return Map.ofEntries(
        Map.entry(
            "PWD",
            (talk, _) ->
                talk.reply(257, Shown.quoted(talk.directory()) + " is the current directory.")),
        Map.entry("CWD", FileCommands::changeDirectory),
        Map.entry("CDUP", (talk, _) -> changeDirectory(talk, "..")),
        Map.entry("SIZE", on(FileCommands::size)),
        Map.entry("MDTM", on(FileCommands::modified)),
        Map.entry("MFMT", FileCommands::setModified),
        Map.entry("MKD", changing(FileCommands::makeDirectory)),
        Map.entry("RMD", changing(FileCommands::removeDirectory)),
        Map.entry("DELE", changing(FileCommands::delete)),
        Map.entry("RNFR", changing(FileCommands::renameFrom)),
        Map.entry("RNTO", changing(FileCommands::renameTo)));
  }

  /** What a command does with a path. */
  @FunctionalInterface
  interface OnPath {
    void serve(Conversation talk, RemotePath path) throws Refused, IOException;
  }

  /** A command whose argument is a path; what goes wrong is reported with the path. */
  static Verb on(OnPath action) {
    return (talk, argument) -> {
      if (argument.isEmpty()) {
        throw new Refused(501, "A path is missing.");
      }
      var path = path(talk, argument);
      try {
        action.serve(talk, path);
      } catch (IOException e) {
        throw Refused.because(path, e);
      }
    };
  }

  /** The same for a command that changes something. */
  static Verb changing(OnPath action) {
    return (talk, argument) -> {
      talk.account().mustWrite();
      on(action).serve(talk, argument);
    };
  }

  /** The path that an argument means; empty means the current directory. */
  static RemotePath path(Conversation talk, String argument) throws Refused {
    try {
      return talk.directory().resolve(argument);
    } catch (FileSystemException e) {
      throw new Refused(553, "The name is not allowed: " + Refused.reason(e) + ".");
    }
  }

  private static void changeDirectory(Conversation talk, String argument)
      throws Refused, IOException {
    on(
            (_, path) -> {
              if (Listing.entry(talk.account(), path).kind() != Entry.Kind.DIRECTORY) {
                throw new NotDirectoryException(argument);
              }
              talk.directory(path);
              talk.reply(250, "The current directory is " + Shown.path(path.toString()) + ".");
            })
        .serve(talk, argument);
  }

  private static void size(Conversation talk, RemotePath path) throws Refused, IOException {
    if (talk.text()) {
      throw new Refused(550, "In TYPE A a file's size is known only once it is sent; send TYPE I.");
    }
    var entry = Listing.entry(talk.account(), path);
    if (entry.kind() != Entry.Kind.FILE) {
      throw new FileSystemException("", null, "not a plain file");
    }
    talk.reply(213, String.valueOf(entry.size()));
  }

  private static void modified(Conversation talk, RemotePath path) throws Refused, IOException {
    talk.reply(213, Fact.time(Listing.entry(talk.account(), path).modified()));
  }

  private static void setModified(Conversation talk, String argument) throws Refused, IOException {
    var space = argument.indexOf(' ');
    var time = TIME.matcher(argument.substring(0, Math.max(0, space)));
    if (!time.matches()) {
      throw new Refused(501, "Expected MFMT YYYYMMDDHHMMSS path, the time in UTC.");
    }
    FileTime wanted;
    try {
      var seconds = LocalDateTime.parse(time.group(1), TIME_FORMAT);
      wanted = FileTime.from(seconds.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new Refused(501, "There is no such time: " + time.group(1) + ".");
    }
    changing(
            (_, path) -> {
              try (var place = talk.account().folder().find(path, Folder.Last.FOLLOWED)) {
                place.existing();
                place.directory().modified(place.name(), wanted);
              }
              talk.reply(213, "Modify=" + Fact.time(wanted) + "; " + Shown.path(path.toString()));
            })
        .serve(talk, argument.substring(space + 1));
  }

  private static void makeDirectory(Conversation talk, RemotePath path)
      throws Refused, IOException {
    try (var place = talk.account().folder().find(path, Folder.Last.KEPT)) {
      if (place.attributes().isPresent()) {
        throw new FileAlreadyExistsException(place.name());
      }
      place.directory().makeDirectory(place.name());
    }
    talk.reply(257, Shown.quoted(path) + " was made.");
  }

  private static void removeDirectory(Conversation talk, RemotePath path)
      throws Refused, IOException {
    try (var place = talk.account().folder().find(path, Folder.Last.KEPT)) {
      if (place.isRoot()) {
        throw new FileSystemException("/", null, "your own folder stays");
      }
      if (!place.existing().isDirectory()) {
        throw new FileSystemException(
            place.name(), null, "not a directory; DELE removes files and links");
      }
      place.directory().deleteDirectory(place.name());
    }
    talk.reply(250, "Removed " + Shown.path(path.toString()) + ".");
  }

  private static void delete(Conversation talk, RemotePath path) throws Refused, IOException {
    try (var place = talk.account().folder().find(path, Folder.Last.KEPT)) {
      if (place.existing().isDirectory()) {
        throw new FileSystemException(
            place.name(), null, "a directory; RMD removes it when it is empty");
      }
      place.directory().deleteFile(place.name());
    }
    talk.reply(250, "Removed " + Shown.path(path.toString()) + ".");
  }

  private static void renameFrom(Conversation talk, RemotePath path) throws Refused, IOException {
    try (var place = talk.account().folder().find(path, Folder.Last.KEPT)) {
      if (place.isRoot()) {
        throw new FileSystemException("/", null, "your own folder keeps its place");
      }
      if (place.existing().isSymbolicLink()) {
        // One that leads outside is not the user's to put elsewhere: find() refuses it.
        talk.account().folder().find(path, Folder.Last.FOLLOWED).close();
      }
    }
    talk.renameFrom(path);
    talk.reply(350, "Send RNTO with the new name.");
  }

  private static void renameTo(Conversation talk, RemotePath path) throws Refused, IOException {
    var from = talk.renameFrom();
    if (from == null) {
      throw new Refused(503, "Send RNFR first.");
    }
    var folder = talk.account().folder();
    try (var old = folder.find(from, Folder.Last.KEPT);
        var place = folder.find(path, Folder.Last.KEPT)) {
      if (old.attributes().isEmpty()) {
        throw Refused.because(from, new NoSuchFileException(old.name()));
      }
      // A system would replace an empty directory without a word.
      if (place.isRoot() || place.attributes().map(there -> there.isDirectory()).orElse(false)) {
        throw new FileAlreadyExistsException(place.name());
      }
      old.directory().rename(old.name(), place.directory(), place.name());
    }
    talk.reply(250, "Renamed to " + Shown.path(path.toString()) + ".");
  }
}
