package pasvport.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.server.SftpHandle.OpenFile;
import pasvport.server.SftpHandle.OpenFolder;
import pasvport.server.SftpRefused.Status;
import pasvport.site.Denial;
import pasvport.site.FileEffect;
import pasvport.site.NamedPath;
import pasvport.site.RuleJudge;
import pasvport.site.VerbName;

/**
 * One user's files as SFTP sees them, under the same rules as FTP: every request counts as the verb
 * of FTP that does the same, and where several do (LIST and MLSD), one that is allowed is enough.
 */
final class SftpFiles implements Closeable {

  /** As many as OpenSSH's clients ever have open, several times over. */
  private static final int MOST_HANDLES = 100;

  private static final Logger log = LoggerFactory.getLogger(SftpFiles.class);

  private static final String[] LISTING = {"MLSD", "LIST", "NLST"};
  private static final String[] LOOKING = {"MLST", "SIZE", "MDTM"};

  private final Account account;
  private final Guest guest;
  private final RuleJudge judge;
  private final Map<Integer, SftpHandle> handles = new HashMap<>();
  private int opened;
  private int files;

  SftpFiles(Account account, Guest guest, RuleJudge judge) {
    this.account = account;
    this.guest = guest;
    this.judge = judge;
  }

  // --- Rules ------------------------------------------------------------------------------------

  /** Whether the user's hours are over, and no file is open any more. */
  boolean areHoursOver() {
    return files == 0 && !judge.isOpen(guest.now());
  }

  private static NamedPath named(RemotePath path) {
    return new NamedPath(
        true, path.names().stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private void may(FileEffect effect, RemotePath path, boolean isFile, String... verbs)
      throws SftpRefused {
    var denial =
        verbs(effect, verbs)
            .or(() -> judge.access(effect))
            .or(() -> judge.name(named(path), isFile));
    if (denial.isPresent()) {
      throw denied(denial.get(), verbs[0], path);
    }
    if (effect == FileEffect.WRITE && !account.mayWrite()) {
      throw new SftpRefused(
          Status.PERMISSION_DENIED,
          "Visitors may only read here; log in with a user's name to write.");
    }
  }

  private Optional<Denial> verbs(FileEffect effect, String... verbs) {
    Optional<Denial> first = Optional.empty();
    for (var verb : verbs) {
      var denial = judge.verb(VerbName.parse(verb), effect);
      if (denial.isEmpty()) {
        return denial;
      }
      first = first.or(() -> denial);
    }
    return first;
  }

  private SftpRefused denied(Denial denial, String verb, RemotePath path) {
    guest.denied(denial, verb + " " + Shown.logged(path.toString()));
    return new SftpRefused(Status.PERMISSION_DENIED, denial.sentence());
  }

  private void mayBeSo(long size, RemotePath path) throws SftpRefused {
    if (size > judge.largest()) {
      throw denied(Denial.FILE_TOO_LARGE, "STOR", path);
    }
  }

  // --- Handles ----------------------------------------------------------------------------------

  private int keep(SftpHandle handle) {
    handles.put(++opened, handle);
    return opened;
  }

  private void roomForAHandle() throws SftpRefused {
    if (handles.size() >= MOST_HANDLES) {
      guest.refused(Guest.Misuse.TOO_MANY_HANDLES, "");
      throw new SftpRefused(Status.FAILURE, "Too many files are open.");
    }
  }

  private SftpHandle handle(int number) throws SftpRefused {
    var handle = handles.get(number);
    if (handle == null) {
      throw new SftpRefused(Status.FAILURE, "There is no such handle.");
    }
    return handle;
  }

  private OpenFile file(int number) throws SftpRefused {
    if (handle(number) instanceof OpenFile file) {
      return file;
    }
    throw new SftpRefused(Status.FAILURE, "That handle is a folder's.");
  }

  void close(int number) throws IOException {
    var handle = handle(number);
    handles.remove(number);
    end(handle, "");
  }

  private void end(SftpHandle handle, String why) throws IOException {
    try {
      handle.close(); // some file systems say only now that they have no room
    } catch (IOException e) {
      if (handle instanceof OpenFile file) {
        file.failed("disk");
      }
      throw e;
    } finally {
      if (handle instanceof OpenFile file) {
        files--;
        guest.transferred(
            file.verb(),
            Shown.logged(file.path().toString()),
            file.moved(),
            System.nanoTime() - file.began(),
            why.isEmpty() ? file.result() : why);
      }
    }
  }

  /** Ends what the client has left open. */
  @Override
  public void close() throws IOException {
    for (var handle : List.copyOf(handles.values())) {
      end(handle, "aborted");
    }
    handles.clear();
  }

  // --- Files ------------------------------------------------------------------------------------

  /** How a file is opened. */
  record Mode(
      boolean read, boolean write, boolean append, boolean create, boolean empty, boolean isNew) {}

  int open(RemotePath path, Mode mode, SftpAttributes wanted) throws IOException {
    roomForAHandle();
    var verb = !mode.write() ? "RETR" : mode.append() ? "APPE" : "STOR";
    if (mode.read() || !mode.write()) {
      may(FileEffect.READ, path, true, "RETR");
    }
    if (mode.write()) {
      may(FileEffect.WRITE, path, true, verb);
    }
    var place = account.folder().find(path, Folder.Last.FOLLOWED);
    try {
      var channel = place.directory().open(place.name(), options(place, mode), made(place, wanted));
      var allowance = guest.begin(judge.rule(), judge.largest());
      files++;
      return keep(
          new OpenFile(path, place, channel, verb, mode.append(), allowance, System.nanoTime()));
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private static Set<OpenOption> options(Place place, Mode mode) throws IOException {
    // Opening a pipe would wait for its other end.
    if (place.attributes().isPresent() && !place.existing().isRegularFile()) {
      throw new FileSystemException(place.name(), null, "not a plain file");
    }
    var options = new HashSet<OpenOption>();
    if (mode.read() || !mode.write()) {
      options.add(StandardOpenOption.READ);
    }
    if (mode.write()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (place.attributes().isEmpty()) {
      if (!mode.create() || !mode.write()) {
        throw new NoSuchFileException(place.name());
      }
      options.add(StandardOpenOption.CREATE_NEW);
    } else if (mode.create() && mode.isNew()) {
      throw new FileAlreadyExistsException(place.name());
    } else if (mode.empty() && mode.write()) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  private static List<FileAttribute<?>> made(Place place, SftpAttributes wanted) {
    if (place.attributes().isPresent()) {
      return List.of();
    }
    return wanted.permissions().stream()
        .<FileAttribute<?>>map(PosixFilePermissions::asFileAttribute)
        .toList();
  }

  /**
   * Reads into a buffer what there is, as far as the rates allow at a time.
   *
   * @return false at the file's end
   */
  boolean read(int number, long offset, ByteBuffer into) throws IOException {
    var file = file(number);
    into.limit(into.position() + Math.min(into.remaining(), file.allowance().step()));
    var before = into.position();
    while (into.hasRemaining()) {
      if (file.channel().read(into, offset + into.position() - before) < 0) {
        break;
      }
    }
    spend(file, into.position() - before);
    return into.position() > before;
  }

  void write(int number, long offset, ByteBuffer data) throws IOException {
    var file = file(number);
    var at = file.appends() ? file.channel().size() : offset;
    if (at < 0 || at + data.remaining() < 0) {
      throw new SftpRefused(Status.FAILURE, "There is no such place in a file.");
    }
    if (at + data.remaining() > file.allowance().uploadBytes()) {
      file.failed(Denial.FILE_TOO_LARGE.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      throw denied(Denial.FILE_TOO_LARGE, file.verb(), file.path());
    }
    var bytes = data.remaining();
    while (data.hasRemaining()) {
      at += file.channel().write(data, at);
    }
    spend(file, bytes);
  }

  /** Counts bytes, and holds this thread up until they are paid for; so TCP holds the client. */
  private static void spend(OpenFile file, long bytes) {
    file.add(bytes);
    var wait = file.allowance().spend(bytes, System.nanoTime());
    if (wait > 0) {
      LockSupport.parkNanos(wait);
    }
  }

  void force(int number) throws IOException {
    file(number).channel().force(true);
  }

  // --- What stands where
  // --------------------------------------------------------------------------

  BasicFileAttributes attributes(int number) throws IOException {
    return handle(number).attributes();
  }

  /** To look at a folder is to enter it, which everybody may; to look at a file is to read. */
  BasicFileAttributes attributes(RemotePath path, Folder.Last last) throws IOException {
    may(FileEffect.NEITHER, path, false, "CWD");
    try (var place = account.folder().find(path, last)) {
      var found = place.existing();
      if (!found.isDirectory()) {
        may(FileEffect.READ, path, true, LOOKING);
      }
      return found;
    }
  }

  void change(int number, SftpAttributes wanted) throws IOException {
    switch (handle(number)) {
      case OpenFolder folder -> change(folder.path(), wanted);
      case OpenFile file -> {
        mayChange(file.path(), wanted);
        if (wanted.size().isPresent()) {
          resize(file.channel(), wanted.size().get());
        }
        change(file.place(), wanted);
      }
    }
  }

  private static void resize(FileChannel file, long size) throws IOException {
    if (size > file.size()) {
      file.write(ByteBuffer.wrap(new byte[1]), size - 1);
    } else {
      file.truncate(size);
    }
  }

  void change(RemotePath path, SftpAttributes wanted) throws IOException {
    mayChange(path, wanted);
    try (var place = account.folder().find(path, Folder.Last.FOLLOWED)) {
      place.existing();
      if (wanted.size().isPresent()) {
        options(place, new Mode(false, true, false, false, false, false));
        try (var channel = place.directory().open(place.name(), Set.of(StandardOpenOption.WRITE))) {
          resize(channel, wanted.size().get());
        }
      }
      change(place, wanted);
    }
  }

  private void mayChange(RemotePath path, SftpAttributes wanted) throws SftpRefused {
    if (wanted.hasOwner()) {
      throw new SftpRefused(Status.OP_UNSUPPORTED, "Owners cannot be changed here.");
    }
    if (wanted.size().isPresent()) {
      may(FileEffect.WRITE, path, true, "STOR");
      mayBeSo(wanted.size().get(), path);
    }
    if (wanted.permissions().isPresent()) {
      may(FileEffect.WRITE, path, true, "SITE CHMOD");
    }
    if (wanted.modified().isPresent()) {
      may(FileEffect.WRITE, path, true, "MFMT");
    }
  }

  private static void change(Place place, SftpAttributes wanted) throws IOException {
    if (wanted.permissions().isPresent()) {
      if (place.isRoot()) {
        throw new FileSystemException("/", null, "your own folder keeps its permissions");
      }
      place.directory().permissions(place.name(), wanted.permissions().get());
    }
    if (wanted.modified().isPresent()) {
      place.directory().modified(place.name(), wanted.modified().get());
    }
  }

  // --- Folders
  // ------------------------------------------------------------------------------------

  int openFolder(RemotePath path) throws IOException {
    roomForAHandle();
    may(FileEffect.READ, path, false, LISTING);
    try (var place = account.folder().find(path, Folder.Last.FOLLOWED)) {
      if (!place.existing().isDirectory()) {
        throw new NotDirectoryException(place.name());
      }
      var directory = place.directory().enter(place.name());
      try {
        return keep(new OpenFolder(path, directory, directory.names()));
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    }
  }

  /** An entry of a folder, as it is itself if it is a link. */
  record Found(String name, BasicFileAttributes attributes) {
    Entry entry(boolean writable) {
      return Entry.of(name, attributes, writable);
    }
  }

  /** The next entries of a folder; none at its end. */
  List<Found> next(int number, int most) throws IOException {
    if (!(handle(number) instanceof OpenFolder folder)) {
      throw new SftpRefused(Status.FAILURE, "That handle is a file's.");
    }
    var found = new ArrayList<Found>();
    while (found.size() < most && folder.names().hasNext()) {
      var name = folder.names().next();
      try {
        found.add(new Found(name, folder.directory().attributes(name)));
      } catch (FileSystemException e) {
        // Removed since its name was read, or a name that is no UTF-8: nobody can ask for it.
        log.trace("an entry is left out", e);
      }
    }
    return found;
  }

  void makeFolder(RemotePath path) throws IOException {
    may(FileEffect.WRITE, path, false, "MKD");
    try (var place = account.folder().find(path, Folder.Last.KEPT)) {
      if (place.attributes().isPresent()) {
        throw new FileAlreadyExistsException(place.name());
      }
      place.directory().makeDirectory(place.name());
    }
  }

  void removeFolder(RemotePath path) throws IOException {
    may(FileEffect.WRITE, path, false, "RMD");
    try (var place = account.folder().find(path, Folder.Last.KEPT)) {
      if (place.isRoot()) {
        throw new FileSystemException("/", null, "your own folder stays");
      }
      if (!place.existing().isDirectory()) {
        throw new NotDirectoryException(place.name());
      }
      place.directory().deleteDirectory(place.name());
    }
  }

  void remove(RemotePath path) throws IOException {
    may(FileEffect.WRITE, path, true, "DELE");
    try (var place = account.folder().find(path, Folder.Last.KEPT)) {
      if (place.existing().isDirectory()) {
        throw new FileSystemException(place.name(), null, "a directory");
      }
      place.directory().deleteFile(place.name());
    }
  }

  /**
   * Renames.
   *
   * @param replacing whether a file of the new name gives way, as POSIX has it; else it stays
   */
  void rename(RemotePath from, RemotePath to, boolean replacing) throws IOException {
    may(FileEffect.WRITE, from, true, "RNFR");
    may(FileEffect.WRITE, to, true, "RNTO");
    var denial = judge.move(named(from), named(to));
    if (denial.isPresent()) {
      throw denied(denial.get(), "RNTO", to);
    }
    var folder = account.folder();
    try (var old = folder.find(from, Folder.Last.KEPT);
        var place = folder.find(to, Folder.Last.KEPT)) {
      if (old.isRoot() || place.isRoot()) {
        throw new FileSystemException("/", null, "your own folder keeps its place");
      }
      if (old.existing().isSymbolicLink()) {
        // One that leads outside is not the user's to put elsewhere: find() refuses it.
        folder.find(from, Folder.Last.FOLLOWED).close();
      }
      if (place.attributes().isPresent() && (!replacing || place.existing().isDirectory())) {
        throw new FileAlreadyExistsException(place.name());
      }
      old.directory().rename(old.name(), place.directory(), place.name());
    }
  }
}
