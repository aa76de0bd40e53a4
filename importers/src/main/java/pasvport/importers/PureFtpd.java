package pasvport.importers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import pasvport.site.ServerSettings.Product;

/**
 * Pure-FTPd: a file of lines {@code Name value}, Debian's folder of one file per option, or the
 * command line.
 */
final class PureFtpd implements Importer {

  /** Names that tell a configuration of Pure-FTPd from others, in lower case. */
  private static final Set<String> NAMES =
      Set.of(
          "altlog",
          "anonymouscancreatedirs",
          "anonymouscantupload",
          "anonymousonly",
          "brokenclientscompatibility",
          "chrooteveryone",
          "createhomedir",
          "customerproof",
          "displaydotfiles",
          "forcepassiveip",
          "ipv4only",
          "maxclientsnumber",
          "maxclientsperip",
          "maxdiskusage",
          "maxidletime",
          "minuid",
          "noanonymous",
          "nochmod",
          "pamauthentication",
          "passiveportrange",
          "prohibitdotfilesread",
          "prohibitdotfileswrite",
          "puredb",
          "tlsciphersuite",
          "unixauthentication",
          "fscharset",
          "verboselog");

  /** The switches that matter here, and the options that they stand for (pure-ftpd(8)). */
  private static final Map<Character, String> SWITCHES =
      Map.of(
          'S', "bind",
          'N', "natmode",
          'p', "passiveportrange",
          'P', "forcepassiveip",
          'w', "allowuserfxp",
          'b', "brokenclientscompatibility",
          'Y', "tls",
          'c', "maxclientsnumber",
          'C', "maxclientsperip");

  /** All switches that take a value. */
  private static final String WITH_VALUE = "aCcfFgIJklLmnOpPqQStTuUVyY23";

  private static final Set<String> FLAGS =
      Set.of("natmode", "allowuserfxp", "brokenclientscompatibility");

  @Override
  public Product product() {
    return Product.PURE_FTPD;
  }

  @Override
  public List<String> places() {
    return List.of(
        "/etc/pure-ftpd/conf",
        "/etc/pure-ftpd/pure-ftpd.conf",
        "/etc/pure-ftpd.conf",
        "/usr/local/etc/pure-ftpd.conf");
  }

  @Override
  public String expected() {
    return "lines of Name value, a folder of a file per option, or the command line pure-ftpd …";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "PassivePortRange %d %d".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return isOption(source)
        || source.lines().stream()
            .map(line -> line.text().strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT))
            .anyMatch(NAMES::contains)
        || CommandWords.in(source, PureFtpd::isProgram).isPresent();
  }

  private static boolean isProgram(String word) {
    return CommandWords.baseName(word).matches("pure-ftpd(-(mysql|postgresql|ldap))?");
  }

  /** Whether this is a file of Debian's folder, which the option's name is the name of. */
  private static boolean isOption(Source source) {
    var name = source.baseName().toLowerCase(Locale.ROOT);
    return NAMES.contains(name) || SWITCHES.containsValue(name);
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var options = new TreeMap<String, PureFtpdModel.Option>();
    for (var source : sources) {
      var command = CommandWords.in(source, PureFtpd::isProgram);
      if (isOption(source) || sources.size() > 1) {
        firstLine(source)
            .ifPresent(option -> options.put(source.baseName().toLowerCase(Locale.ROOT), option));
      } else if (command.isPresent()) {
        take(command.get(), options, disk);
      } else {
        take(source, options, disk, result, 0);
        notRead(source, disk, result);
      }
    }
    new PureFtpdModel(options, result, sources.getFirst().whole()).draw();
  }

  private static Optional<PureFtpdModel.Option> firstLine(Source source) throws ImportException {
    return source.lines().stream()
        .filter(line -> !line.text().isBlank() && !line.text().strip().startsWith("#"))
        .findFirst()
        .map(line -> new PureFtpdModel.Option(line.text().strip(), line.at()));
  }

  private static void take(
      Source source, Map<String, PureFtpdModel.Option> options, Disk disk, Result result, int depth)
      throws ImportException {
    for (var line : source.lines()) {
      var text = line.text().strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      var words = text.split("\\s+", 2);
      if (words.length < 2) {
        throw new ImportException(
            line.at(), "%s has no value; expected Name value".formatted(Quotes.shown(text)));
      }
      if (words[0].equalsIgnoreCase("include")) {
        include(words[1], line.at(), options, disk, result, depth);
        continue;
      }
      var value = words[1].strip();
      if (Quotes.around(value)) {
        result.warn(
            line.at(),
            "before 1.0.53 Pure-FTPd takes the quotes as part of the value.",
            words[0] + " " + Quotes.without(value));
      }
      options.put(
          words[0].toLowerCase(Locale.ROOT),
          new PureFtpdModel.Option(Quotes.without(value), line.at()));
    }
    if (source.endsWithinLine()) {
      LineEnds.warn(source, result);
    }
  }

  private static void include(
      String file,
      Origin at,
      Map<String, PureFtpdModel.Option> options,
      Disk disk,
      Result result,
      int depth)
      throws ImportException {
    if (depth > 16) { // deeper than any configuration, so this is a loop
      throw new ImportException(at, "files include one another without end");
    }
    take(disk.file(Quotes.without(file.strip())), options, disk, result, depth + 1);
  }

  private static void take(
      CommandWords command, Map<String, PureFtpdModel.Option> options, Disk disk)
      throws ImportException {
    var words = command.words();
    for (var index = 0; index < words.size(); index++) {
      var word = words.get(index);
      var next = index + 1 < words.size() ? words.get(index + 1) : "";
      if (word.startsWith("--")) {
        var parts = word.substring(2).split("=", 2);
        var flag = FLAGS.contains(parts[0]);
        var value = parts.length > 1 ? parts[1] : flag ? "yes" : next;
        options.put(
            parts[0].toLowerCase(Locale.ROOT), new PureFtpdModel.Option(value, command.at()));
        index += parts.length > 1 || flag || next.startsWith("-") ? 0 : 1;
      } else if (word.startsWith("-")) {
        index += takeSwitches(word, next, command.at(), options) ? 1 : 0;
      } else if (disk.exists(word) && !disk.isFolder(word)) {
        take(disk.file(word), options, disk, new Result(Product.PURE_FTPD), 0);
      }
    }
  }

  /** Takes a cluster such as {@code -bwp 40000:40010}; true if the next word is its value. */
  private static boolean takeSwitches(
      String word, String next, Origin at, Map<String, PureFtpdModel.Option> options) {
    for (var index = 1; index < word.length(); index++) {
      var name = Optional.ofNullable(SWITCHES.get(word.charAt(index)));
      if (WITH_VALUE.indexOf(word.charAt(index)) >= 0) {
        var attached = word.substring(index + 1);
        var value = attached.isEmpty() ? next : attached;
        name.ifPresent(option -> options.put(option, new PureFtpdModel.Option(value, at)));
        return attached.isEmpty();
      }
      name.ifPresent(option -> options.put(option, new PureFtpdModel.Option("yes", at)));
    }
    return false;
  }

  /** Debian ships this file too, and reads the folder beside it. */
  private static void notRead(Source source, Disk disk, Result result) {
    Stream.of("/etc/pure-ftpd/pure-ftpd.conf")
        .filter(source.name()::equals)
        .filter(_ -> disk.isFolder("/etc/pure-ftpd/conf"))
        .forEach(_ ->
            result.warn(
                source.whole(),
                "Debian's pure-ftpd-wrapper does not read this file, but the folder /etc/pure-ftpd/conf.",
                "pasvport import /etc/pure-ftpd/conf"));
  }
}
