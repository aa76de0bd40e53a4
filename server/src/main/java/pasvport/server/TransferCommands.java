package pasvport.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that open data connections and move files over them (RFC 959, RFC 2428, RFC 3659).
 * What arrived of an upload that broke off is kept, so that the client can resume it with REST or
 * APPE.
 */
final class TransferCommands {

  private static final Logger log = LoggerFactory.getLogger(TransferCommands.class);

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private static final int UNIQUE_TRIES = 100; // a second one is needed once in 2^32

  private final SecureRandom random = new SecureRandom();

  Map<String, Verb> all() {
    return Map.ofEntries(
        Map.entry("PASV", TransferCommands::passive),
        Map.entry("EPSV", TransferCommands::extendedPassive),
        Map.entry("ABOR", TransferCommands::abort),
        Map.entry("REST", TransferCommands::restart),
        Map.entry("RETR", Transfer.with(FileCommands.on(TransferCommands::retrieve))),
        Map.entry("STOR", Transfer.with(FileCommands.changing(TransferCommands::store))),
        Map.entry("APPE", Transfer.with(FileCommands.changing(TransferCommands::append))),
        Map.entry("STOU", Transfer.with(this::storeUnique)));
  }

  private static void passive(Conversation talk, String argument) throws Refused {
    var port = listen(talk);
    talk.reply(227, "Entering Passive Mode (127,0,0,1," + (port >> 8) + "," + (port & 0xff) + ").");
  }

  private static void extendedPassive(Conversation talk, String argument) throws Refused {
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "", "1" -> talk.reply(229, "Entering Extended Passive Mode (|||" + listen(talk) + "|)");
      case "ALL" -> talk.reply(200, "EPSV ALL it is.");
      default -> throw new Refused(522, "Network protocol not supported, use (1)");
    }
  }

  private static int listen(Conversation talk) throws Refused {
    try {
      return talk.data().listen();
    } catch (IOException e) {
      log.error("No port for a data connection: {}", e.toString());
      throw new Refused(425, "No port for a data connection: " + Refused.reason(e) + ".");
    }
  }

  // Whatever the ABOR was meant for has ended by now, with its own 426: see Turns.
  private static void abort(Conversation talk, String argument) {
    talk.data().abortServed();
    talk.reply(226, "Nothing is being transferred any more.");
  }

  private static void restart(Conversation talk, String argument) throws Refused {
    try {
      if (!argument.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
        throw new NumberFormatException("Java would take a sign, too");
      }
      var offset = Long.parseLong(argument);
      talk.restart(offset);
      talk.reply(350, "Restarting at " + offset + "; send RETR or STOR.");
    } catch (NumberFormatException e) {
      throw new Refused(501, "Expected REST and a number of bytes.");
    }
  }

  private static void retrieve(Conversation talk, RemotePath path) throws Refused, IOException {
    talk.data().ready();
    try (var file = open(talk, path, Set.of(StandardOpenOption.READ))) {
      var size = file.size();
      var from = offset(talk, size);
      Transfer.opening(talk, path, " (" + size + " bytes)");
      Transfer.carryOut(
          talk,
          path,
          out -> {
            if (talk.text()) {
              Copy.sendText(file, out);
            } else {
              Copy.send(file, from, size, out);
            }
          });
    }
  }

  private static void store(Conversation talk, RemotePath path) throws Refused, IOException {
    talk.data().ready();
    if (talk.restart() > 0) {
      try (var file = open(talk, path, Set.of(StandardOpenOption.WRITE))) {
        var from = offset(talk, file.size());
        Transfer.opening(talk, path, "");
        receive(talk, path, file, () -> file.position(from));
      }
    } else {
      create(talk, path, Set.of());
    }
  }

  private static void append(Conversation talk, RemotePath path) throws Refused, IOException {
    talk.data().ready();
    create(talk, path, Set.of(StandardOpenOption.APPEND));
  }

  private void storeUnique(Conversation talk, String argument) throws Refused, IOException {
    talk.account().mustWrite();
    talk.data().ready();
    var wanted = FileCommands.path(talk, argument.isEmpty() ? "stou" : argument);
    var path = wanted;
    for (int i = 0; i < UNIQUE_TRIES; i++) {
      try (var file = open(talk, path, NEW)) {
        // The form that RFC 1123, section 4.1.2.9 wants, so that the client learns the name.
        talk.reply(150, "FILE: " + path);
        receiveNew(talk, path, file);
        return;
      } catch (FileAlreadyExistsException e) {
        var unique = new byte[4];
        random.nextBytes(unique);
        path = FileCommands.path(talk, wanted + "." + HexFormat.of().formatHex(unique));
      } catch (IOException e) {
        throw Refused.because(path, e);
      }
    }
    throw new Refused(553, "No free name was found.");
  }

  /** Stores into a file that is made unless it is there. */
  private static void create(Conversation talk, RemotePath path, Set<StandardOpenOption> more)
      throws Refused, IOException {
    try (var file = open(talk, path, and(NEW, more))) {
      Transfer.opening(talk, path, "");
      receiveNew(talk, path, file);
    } catch (FileAlreadyExistsException e) {
      try (var file = open(talk, path, and(Set.of(StandardOpenOption.WRITE), more))) {
        Transfer.opening(talk, path, "");
        // Emptied only now that the data is here: a client that cannot connect has destroyed
        // nothing.
        receive(
            talk,
            path,
            file,
            () -> {
              if (more.isEmpty()) {
                file.truncate(0);
              }
            });
      }
    }
  }

  // A new file of which nothing came is not left behind: it would look like an upload.
  private static void receiveNew(Conversation talk, RemotePath path, FileChannel file)
      throws Refused, IOException {
    try {
      receive(talk, path, file, () -> {});
    } catch (Refused e) {
      if (file.isOpen() && file.size() == 0) {
        try (var place = talk.account().folder().find(path, Folder.Last.FOLLOWED)) {
          place.directory().deleteFile(place.name());
        }
      }
      throw e;
    }
  }

  /** Stores what comes, after what is to be done to the file once the data is here. */
  private static void receive(Conversation talk, RemotePath path, FileChannel file, DiskWork begin)
      throws Refused {
    Transfer.carryOut(
        talk,
        path,
        in -> {
          onDisk(begin);
          try {
            if (talk.text()) {
              Copy.receiveText(in, file);
            } else {
              Copy.receive(in, file);
            }
          } catch (IOException e) {
            log.info(
                "The upload of {} by {} broke off at {} bytes, which are kept: {}",
                Shown.logged(path.toString()),
                Shown.logged(talk.account().name()),
                file.size(),
                Refused.reason(e));
            throw e;
          }
          onDisk(file::close); // some file systems say only now that they have no room
        });
  }

  /** What is done to a file, so that its failure is not taken for the connection's. */
  @FunctionalInterface
  private interface DiskWork {
    void run() throws IOException;
  }

  private static void onDisk(DiskWork work) throws Copy.FileFailed {
    try {
      work.run();
    } catch (IOException e) {
      throw new Copy.FileFailed(Refused.reason(e));
    }
  }

  private static long offset(Conversation talk, long size) throws Refused {
    var offset = talk.restart();
    if (offset > 0 && talk.text()) {
      throw new Refused(
          550, "In TYPE A an offset means nothing definite; send TYPE I before REST.");
    }
    if (offset > size) {
      throw new Refused(
          554, "REST " + offset + " is beyond the end of the file, which has " + size + " bytes.");
    }
    return offset;
  }

  private static FileChannel open(
      Conversation talk, RemotePath path, Set<StandardOpenOption> options)
      throws Refused, IOException {
    try (var place = talk.account().folder().find(path, Folder.Last.FOLLOWED)) {
      var there = place.attributes();
      // Opening a pipe would wait for its other end.
      if (there.isPresent() && !there.get().isRegularFile()) {
        throw new FileSystemException(place.name(), null, "not a plain file");
      }
      return place.directory().open(place.name(), options);
    }
  }

  private static Set<StandardOpenOption> and(
      Set<StandardOpenOption> some, Set<StandardOpenOption> more) {
    var all = EnumSet.copyOf(some);
    all.addAll(more);
    return all;
  }
}
