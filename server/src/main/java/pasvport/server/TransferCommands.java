package pasvport.server;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that open data connections and move data over them (RFC 959, RFC 2428, RFC 3659).
 *
 * <p>What decides between whole and broken is the end of the connection: an upload that ends with a
 * FIN is whole (226); one that ends with a reset, an ABOR or the loss of the control connection is
 * not (426), and one that the disk did not take is not either (451). What arrived of a broken
 * upload is kept, so that the client can resume it with REST or APPE. A download that breaks off
 * ends with a reset.
 */
final class TransferCommands {

  private static final Logger log = LoggerFactory.getLogger(TransferCommands.class);

  // -l, -la, -1: options of ls, which clients send and nobody needs. A name that begins with a dash
  // can be written ./-name, or after --.
  private static final Pattern OPTION = Pattern.compile("-(?:-|[A-Za-z0-9]*)(?: +|$)");

  private static final int UNIQUE_TRIES = 100;
  private static final int LISTING_BUFFER = 64 << 10;

  private final SecureRandom random = new SecureRandom();

  Map<String, Verb> all() {
    return Map.ofEntries(
        Map.entry("PASV", TransferCommands::passive),
        Map.entry("EPSV", TransferCommands::extendedPassive),
        Map.entry("ABOR", TransferCommands::abort),
        Map.entry("REST", TransferCommands::restart),
        Map.entry("RETR", moving(FileCommands.on(this::retrieve))),
        Map.entry("STOR", moving(FileCommands.changing(this::store))),
        Map.entry("APPE", moving(FileCommands.changing(this::append))),
        Map.entry("STOU", moving(this::storeUnique)),
        Map.entry("LIST", moving(this::list)),
        Map.entry("NLST", moving(this::names)),
        Map.entry("MLSD", moving(this::facts)));
  }

  // One EPSV or PASV serves one of these, even when it is refused: the connection that the client
  // may have made already ends at once instead of waiting for nothing.
  private static Verb moving(Verb verb) {
    return (talk, argument) -> {
      try {
        verb.serve(talk, argument);
      } finally {
        talk.data().forget();
      }
    };
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
      var offset = Long.parseUnsignedLong(argument);
      if (offset < 0) {
        throw new NumberFormatException("beyond a file's largest size");
      }
      talk.restart(offset);
      talk.reply(350, "Restarting at " + offset + "; send RETR or STOR.");
    } catch (NumberFormatException e) {
      throw new Refused(501, "Expected REST and a number of bytes.");
    }
  }

  private void retrieve(Conversation talk, RemotePath path) throws Refused, IOException {
    var from = offset(talk);
    talk.data().ready();
    try (var file = open(talk, path, Set.of(StandardOpenOption.READ))) {
      var size = file.size();
      if (from > size) {
        throw new Refused(
            554, "REST " + from + " is beyond the end of the file, which has " + size + " bytes.");
      }
      opening(talk, path, " (" + size + " bytes)");
      transfer(
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

  private void store(Conversation talk, RemotePath path) throws Refused, IOException {
    var from = offset(talk);
    talk.data().ready();
    var options =
        from == 0
            ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)
            : Set.of(StandardOpenOption.WRITE);
    try (var file = open(talk, path, options)) {
      if (from > file.size()) {
        throw new Refused(
            554,
            "REST "
                + from
                + " is beyond the end of the file, which has "
                + file.size()
                + " bytes.");
      }
      opening(talk, path, "");
      receive(talk, path, file, from);
    }
  }

  private void append(Conversation talk, RemotePath path) throws Refused, IOException {
    talk.takeRestart();
    talk.data().ready();
    try (var file =
        open(
            talk,
            path,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
      opening(talk, path, "");
      receive(talk, path, file, file.size());
    }
  }

  private void storeUnique(Conversation talk, String argument) throws Refused, IOException {
    talk.account().mustWrite();
    talk.takeRestart();
    talk.data().ready();
    var wanted = FileCommands.path(talk, argument.isEmpty() ? "stou" : argument);
    var path = wanted;
    for (int i = 0; i < UNIQUE_TRIES; i++) {
      try (var file =
          open(talk, path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))) {
        // The form that RFC 1123, section 4.1.2.9 wants, so that the client learns the name.
        talk.reply(150, "FILE: " + path);
        receive(talk, path, file, 0);
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

  // The file is emptied only now that the data is here, so a client that sends STOR and cannot
  // connect has destroyed nothing.
  private void receive(Conversation talk, RemotePath path, FileChannel file, long from)
      throws Refused {
    transfer(
        talk,
        path,
        in -> {
          try {
            if (from == 0) {
              file.truncate(0);
            }
            file.position(from);
          } catch (IOException e) {
            throw new Copy.FileFailed(Refused.reason(e));
          }
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
        });
  }

  private static long offset(Conversation talk) throws Refused {
    var offset = talk.takeRestart();
    if (offset > 0 && talk.text()) {
      throw new Refused(
          550, "In TYPE A an offset means nothing definite; send TYPE I before REST.");
    }
    return offset;
  }

  private static FileChannel open(
      Conversation talk, RemotePath path, Set<? extends OpenOption> options)
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

  private static void opening(Conversation talk, RemotePath path, String size) {
    talk.reply(
        150,
        "Opening "
            + (talk.text() ? "ASCII" : "BINARY")
            + " mode data connection for "
            + Shown.path(path.toString())
            + size
            + ".");
  }

  /** What a transfer does with its data connection. */
  @FunctionalInterface
  private interface Work {
    void on(SocketChannel connection) throws Refused, IOException;
  }

  private static void transfer(Conversation talk, RemotePath path, Work work) throws Refused {
    try (var stream = talk.data().take()) {
      work.on(stream.channel());
      stream.finish();
    } catch (Copy.FileFailed e) {
      throw new Refused(
          451, "Transfer of " + Shown.path(path.toString()) + " failed: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new Refused(
          426,
          "The data connection for "
              + Shown.path(path.toString())
              + " broke off: "
              + Refused.reason(e)
              + ".");
    }
    talk.reply(226, "Transfer complete.");
  }

  private void list(Conversation talk, String argument) throws Refused, IOException {
    var now = Instant.now();
    listing(talk, argument, (_, entry) -> entry.longLine(now));
  }

  // What RETR is to be sent for a name: as a shell would expand the argument.
  private void names(Conversation talk, String argument) throws Refused, IOException {
    listing(talk, argument, (before, entry) -> before + Shown.listed(entry.name()));
  }

  /**
   * Sends a listing.
   *
   * @param line of what the argument said before a name (nothing in a directory's own listing), and
   *     of the entry
   */
  private void listing(Conversation talk, String argument, BiFunction<String, Entry, String> line)
      throws Refused, IOException {
    var account = talk.account();
    talk.takeRestart();
    talk.data().ready();
    var asked = withoutOptions(argument);
    var path = FileCommands.path(talk, asked);
    var before = asked.substring(0, asked.lastIndexOf('/') + 1);
    try {
      var entry = Listing.entry(account, path);
      if (entry.kind() == Entry.Kind.DIRECTORY) {
        send(
            talk,
            path,
            one -> line.apply("", one),
            sink -> Listing.of(account, path, _ -> true, sink));
      } else {
        send(talk, path, one -> line.apply(before, one), sink -> sink.accept(entry));
      }
      return;
    } catch (NoSuchFileException e) {
      if (path.names().isEmpty() || !Wildcard.isIn(path.names().getLast())) {
        throw Refused.because(path, e);
      }
    } catch (IOException e) {
      throw Refused.because(path, e);
    }
    var directory = new RemotePath(path.names().subList(0, path.names().size() - 1));
    var pattern = new Wildcard(path.names().getLast());
    send(
        talk,
        directory,
        one -> line.apply(before, one),
        sink -> Listing.of(account, directory, pattern, sink));
  }

  private void facts(Conversation talk, String argument) throws Refused, IOException {
    var account = talk.account();
    talk.takeRestart();
    talk.data().ready();
    var path = FileCommands.path(talk, argument);
    try {
      if (Listing.entry(account, path).kind() != Entry.Kind.DIRECTORY) {
        throw new Refused(501, "Not a directory; MLST tells about files.");
      }
    } catch (IOException e) {
      throw Refused.because(path, e);
    }
    var facts = talk.facts();
    send(
        talk,
        path,
        entry -> Fact.line(facts, entry) + " " + Shown.listed(entry.name()),
        sink -> Listing.of(account, path, _ -> true, sink));
  }

  /** Where a listing's entries come from. */
  @FunctionalInterface
  private interface Source {
    void into(Listing.Sink sink) throws IOException;
  }

  private static void send(
      Conversation talk, RemotePath path, Function<Entry, String> line, Source source)
      throws Refused {
    opening(talk, path, "");
    transfer(
        talk,
        path,
        connection -> {
          // UTF-8 and CR LF in either TYPE: RFC 2640 and RFC 959, section 5.3.1 for NLST.
          var out =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Channels.newOutputStream(connection), StandardCharsets.UTF_8),
                  LISTING_BUFFER);
          try {
            source.into(entry -> {
              out.write(line.apply(entry));
              out.write("\r\n");
            });
          } catch (FileSystemException e) {
            throw new Copy.FileFailed(Refused.reason(e));
          } catch (DirectoryIteratorException e) {
            throw new Copy.FileFailed("the directory could not be read to its end");
          }
          out.flush();
        });
  }

  private static String withoutOptions(String argument) {
    var rest = argument.stripLeading();
    var option = OPTION.matcher(rest);
    while (option.lookingAt()) {
      var end = rest.startsWith("--");
      rest = rest.substring(option.end());
      if (end) {
        break;
      }
      option.reset(rest);
    }
    return rest;
  }
}
