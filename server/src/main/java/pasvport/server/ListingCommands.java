package pasvport.server;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The commands that send listings over a data connection (RFC 959, RFC 3659). */
final class ListingCommands {

  // -l, -la, -1: options of ls, which clients send and nobody needs. A name that begins with a dash
  // can be written ./-name, or after --.
  private static final Pattern OPTION = Pattern.compile("-(?:-|[A-Za-z0-9]*)(?: +|$)");

  private static final int BUFFER = 64 << 10;

  private ListingCommands() {}

  static Map<String, Verb> all() {
    return Map.of(
        "LIST", Transfer.with(ListingCommands::list),
        "NLST", Transfer.with(ListingCommands::names),
        "MLSD", Transfer.with(ListingCommands::facts));
  }

  private static void list(Conversation talk, String argument) throws Refused, IOException {
    var now = Instant.now();
    listing(talk, argument, (_, entry) -> entry.longLine(now));
  }

  // What RETR is to be sent for a name: as a shell would expand the argument.
  private static void names(Conversation talk, String argument) throws Refused, IOException {
    listing(talk, argument, (before, entry) -> before + Shown.listed(entry.name()));
  }

  /**
   * Sends a listing.
   *
   * @param line of what the argument said before a name (nothing in a directory's own listing), and
   *     of the entry
   */
  private static void listing(
      Conversation talk, String argument, BiFunction<String, Entry, String> line)
      throws Refused, IOException {
    var account = talk.account();
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

  private static void facts(Conversation talk, String argument) throws Refused, IOException {
    var account = talk.account();
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
    Transfer.opening(talk, path, "");
    Transfer.carryOut(
        talk,
        path,
        connection -> {
          // UTF-8 and CR LF in either TYPE: RFC 2640 and RFC 959, section 5.3.1 for NLST.
          var out =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Channels.newOutputStream(connection), StandardCharsets.UTF_8),
                  BUFFER);
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
