package pasvport.app;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Line;
import pasvport.doctor.report.Report;
import pasvport.doctor.report.ReportJson;
import pasvport.doctor.report.Shape;
import pasvport.site.Json;

/**
 * Takes addresses, names, users, paths and what identifies a key out of a text, each for a
 * substitute that stays the same throughout: what is private stays recognisable as such, and so
 * does what is equal.
 */
final class TestRedaction {
  /** Of IPv4, alone or within IPv6 (RFC 4291 section 2.5.5.2), or of IPv6. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![0-9A-Za-z:.])(?:(?<mapped>::[fF]{4}:)?(?<four>[0-9]{1,3}(?:\\.[0-9]{1,3}){3})"
              + "|(?<six>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?!:[0-9A-Fa-f])))(?![0-9A-Za-z])");

  /** An address and a port as PORT and 227 have them. */
  private static final Pattern COMMAS =
      Pattern.compile(
          "(?<![0-9,])([0-9]{1,3}(?:,[0-9]{1,3}){3})(?=,[0-9]{1,3},[0-9]{1,3}(?![0-9,]))");

  /** Whom a certificate names (RFC 4514); the country says little. */
  private static final Pattern NAMED =
      Pattern.compile("\\b(CN|O|OU|L|ST|STREET|EMAILADDRESS)=(?:\\\\.|[^,+)\\\\])+");

  /** By these a server is found in public registers. */
  private static final Pattern FINGERPRINT =
      Pattern.compile("(?:[0-9A-F]{2}:){31}[0-9A-F]{2}|(?<=SHA256:)[0-9A-Za-z+/]{43}");

  /** What a test says that has a path, and where in it. */
  private static final List<Pattern> PATHS =
      List.of(
          Pattern.compile("(?:LIST|RETR|STOR|DELE|CWD) (.+)"),
          Pattern.compile("257 \"(.+?)\".*"),
          Pattern.compile("[0-9]+ entries in (.+)"),
          Pattern.compile("[0-9]+ bytes of (.+) read"),
          Pattern.compile("(.+) could not be deleted; please delete it"));

  /** Members of JSON whose values are words of our own. */
  private static final Set<String> OURS =
      Set.of(
          "outcome",
          "began",
          "control",
          "id",
          "severity",
          "certainty",
          "client",
          "mode",
          "family",
          "state",
          "kind");

  /** Elements and style sheets, which are ours, and what stands between them. */
  private static final Pattern MARKUP = Pattern.compile("(?s)<style>.*?</style>|<[^>]*>|[^<]+");

  private final boolean on;

  /** Longest first, so that a folder's substitute is not put into the name of its file. */
  private final List<Word> words;

  /** What is replaced where it stands as a word, in upper case or lower. */
  private record Word(Pattern pattern, String substitute) {
    static Word of(String text, String substitute) {
      return new Word(
          Pattern.compile(
              "(?<![0-9A-Za-z])" + Pattern.quote(text) + "(?![0-9A-Za-z])",
              Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE),
          substitute);
    }
  }

  private final Optional<Pattern> domain;
  private final Map<InetAddress, String> substitutes = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private TestRedaction(boolean on, Map<String, String> words, Optional<Pattern> domain) {
    this.on = on;
    this.words =
        words.entrySet().stream()
            .sorted(Comparator.comparingInt(word -> -word.getKey().length()))
            .map(word -> Word.of(word.getKey(), word.getValue()))
            .toList();
    this.domain = domain;
  }

  static TestRedaction none() {
    return new TestRedaction(false, Map.of(), Optional.empty());
  }

  /**
   * For the outcome of a test of this host.
   *
   * @param transcript names the paths
   */
  static TestRedaction of(String host, Optional<String> user, List<Line> transcript) {
    var words = new HashMap<String, String>();
    int paths = 0;
    for (var line : transcript) {
      for (var pattern : PATHS) {
        var found = pattern.matcher(line.text());
        if (found.matches()
            && found.group(1).chars().anyMatch(Character::isLetterOrDigit)
            && words.putIfAbsent(found.group(1), "path-" + (paths + 1)) == null) {
          paths++;
        }
      }
    }
    if (!isAddress(host)) {
      words.put(host, "server.example");
    }
    user.ifPresent(name -> words.put(name, "user"));
    return new TestRedaction(true, words, domain(host));
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0
        || host.substring(host.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit);
  }

  /** Names beside the host's: those below what its own is below. */
  private static Optional<Pattern> domain(String host) {
    var labels = List.of(host.split("\\.", -1));
    if (isAddress(host) || labels.size() < 2) {
      return Optional.empty();
    }
    // As in example.co.uk: a short label before the last is no owner's.
    int own = labels.size() > 2 && labels.get(labels.size() - 2).length() <= 3 ? 3 : 2;
    var end = String.join(".", labels.subList(Math.max(0, labels.size() - own), labels.size()));
    return Optional.of(
        Pattern.compile(
            "(?<![\\w.-])(?:[\\w*-]+\\.)*" + Pattern.quote(end) + "(?![\\w-]|\\.\\w)",
            Pattern.CASE_INSENSITIVE));
  }

  /** Of a text for people; once more changes nothing. */
  String apply(String text) {
    if (!on) {
      return text;
    }
    var changed = FINGERPRINT.matcher(text).replaceAll("…");
    changed = NAMED.matcher(changed).replaceAll("$1=…");
    for (var word : words) {
      changed = word.pattern().matcher(changed).replaceAll(word.substitute());
    }
    if (domain.isPresent()) {
      changed = domain.get().matcher(changed).replaceAll(found -> name(found.group()));
    }
    changed = ADDRESS.matcher(changed).replaceAll(this::address);
    return COMMAS.matcher(changed).replaceAll(this::commas);
  }

  /** Of a page of HTML: its texts, never its markup. */
  String page(String html) {
    return MARKUP
        .matcher(html)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group().startsWith("<") ? found.group() : apply(found.group())));
  }

  /** The same of all texts in a report, before they are broken into lines. */
  Report report(Report report) {
    return on ? ReportJson.read(Shape.parse(Json.write(json(ReportJson.map(report))))) : report;
  }

  /** Of JSON's objects, lists and texts: all values that are not ours, never a key. */
  Object json(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var changed = new LinkedHashMap<Object, Object>();
        map.forEach((key, each) ->
            changed.put(
                key, key instanceof String name && OURS.contains(name) ? each : json(each)));
        yield changed;
      }
      case List<?> list -> list.stream().map(this::json).toList();
      case String text -> apply(text);
      default -> value;
    };
  }

  private String name(String found) {
    var number = names.size() + 1;
    return names.computeIfAbsent(
        found.toLowerCase(Locale.ROOT), _ -> "other-" + number + ".example");
  }

  private String commas(MatchResult found) {
    return substitute(found.group(1).replace(',', '.')).replace('.', ',');
  }

  private String address(MatchResult found) {
    return found.group("six") != null
        ? substitute(found.group("six"))
        : (found.group("mapped") == null ? "" : found.group("mapped"))
            + substitute(found.group("four"));
  }

  private String substitute(String text) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return text;
    }
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || substitutes.containsValue(text)) {
      return text;
    }
    return substitutes.computeIfAbsent(
        address,
        each -> {
          int number = substitutes.size() + 1;
          if (text.indexOf(':') >= 0) {
            return (Addresses.isPrivate(each) ? "fd00::" : "2001:db8::") + number;
          }
          return (Addresses.isPrivate(each) ? "10.0.0." : "192.0.2.") + number;
        });
  }
}
