package pasvport.server;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands about the session itself: who, how, and what there is (RFC 959, RFC 2389). */
final class SessionCommands {

  private SessionCommands() {}

  static Map<String, Verb> all() {
    return Map.ofEntries(
        Map.entry("FEAT", SessionCommands::features),
        Map.entry("OPTS", SessionCommands::options),
        Map.entry("MODE", SessionCommands::mode),
        Map.entry("SYST", (talk, _) -> talk.reply(215, "UNIX Type: L8")),
        Map.entry("ALLO", (talk, _) -> talk.reply(202, "Room is made as data comes.")),
        Map.entry("ACCT", (talk, _) -> talk.reply(202, "A name and a password are enough.")),
        Map.entry("STAT", SessionCommands::status),
        Map.entry("MLST", SessionCommands::factsOfOne));
  }

  /** What the server can do before it knows who asks. */
  static final Set<String> BEFORE_LOGIN = Set.of("FEAT", "OPTS", "SYST", "NOOP", "HELP", "ABOR");

  private static void features(Conversation talk, String argument) {
    var facts =
        Arrays.stream(Fact.values())
            .map(fact -> fact.label() + (talk.facts().contains(fact) ? "*;" : ";"))
            .collect(Collectors.joining());
    talk.reply(
        211,
        Stream.of("EPSV", "MDTM", "MFMT", "MLST " + facts, "REST STREAM", "SIZE", "TVFS", "UTF8")
            .collect(Collectors.joining("\n ", "Features:\n ", "\nEnd")));
  }

  private static void options(Conversation talk, String argument) throws Refused {
    var words = argument.toUpperCase(Locale.ROOT).split(" ", 2);
    var value = words.length == 2 ? words[1].strip() : "";
    switch (words[0]) {
      case "UTF8", "UTF-8" -> {
        if (value.equals("OFF")) {
          throw new Refused(504, "Names are UTF-8 always.");
        }
        talk.reply(200, "Names are UTF-8 always.");
      }
      case "MLST" -> {
        var wanted = Set.copyOf(List.of(value.split(";")));
        var facts = EnumSet.noneOf(Fact.class);
        for (var fact : Fact.values()) {
          if (wanted.contains(fact.name())) {
            facts.add(fact);
          }
        }
        talk.facts(facts);
        talk.reply(
            200,
            facts.stream()
                .map(fact -> fact.label() + ";")
                .collect(Collectors.joining("", "MLST OPTS ", ""))
                .strip());
      }
      default -> throw new Refused(501, "There are options of UTF8 and MLST.");
    }
  }

  private static void mode(Conversation talk, String argument) throws Refused {
    if (!argument.equalsIgnoreCase("S")) {
      throw new Refused(504, "Only MODE S.");
    }
    talk.reply(200, "MODE S it is.");
  }

  private static void status(Conversation talk, String argument) throws Refused, IOException {
    if (argument.isEmpty()) {
      talk.reply(
          211,
          "Pasvport\n Logged in as "
              + talk.account().name()
              + "\n Type "
              + (talk.text() ? "A" : "I")
              + ", mode S, structure F\nEnd");
    } else {
      // Of a directory too only its own line: its listing could be endless, and LIST has it.
      one(talk, argument, 213, (entry, _) -> entry.longLine(Instant.now()));
    }
  }

  private static void factsOfOne(Conversation talk, String argument) throws Refused, IOException {
    one(
        talk,
        argument,
        250,
        (entry, path) -> Fact.line(talk.facts(), entry) + " " + Shown.listed(path.toString()));
  }

  private static void one(
      Conversation talk, String argument, int code, BiFunction<Entry, RemotePath, String> line)
      throws Refused {
    var path = FileCommands.path(talk, argument);
    try {
      var entry = Listing.entry(talk.account(), path);
      talk.reply(code, "As it is now:\n " + line.apply(entry, path) + "\nEnd");
    } catch (IOException e) {
      throw Refused.because(path, e);
    }
  }
}
