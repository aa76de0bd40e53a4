package pasvport.site;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One kind of value that can stand after a key: how it is written, what is allowed, how it is read.
 *
 * @param type the Java type
 * @param form tells apart two ways to write one Java type
 * @param scalars which YAML scalars can hold it
 * @param pattern a regular expression (ECMA 262 and Java) that text must match; coarser than {@code
 *     parse}
 * @param choices all the texts there are, if they can be counted; else empty
 * @param min the least value of an integer scalar
 * @param max the greatest value of an integer scalar
 * @param allowed what may be written, to follow "Allowed: "
 * @param parse reads the text; refuses with an IllegalArgumentException that gives the reason
 */
record ValueType<T>(
    Class<T> type,
    Form form,
    Set<Scalar> scalars,
    String pattern,
    List<String> choices,
    long min,
    long max,
    String allowed,
    Function<String, T> parse) {

  /** Ways to write a type. */
  enum Form {
    USUAL,
    /** An {@link Endpoint} to connect to; its port may be left out. */
    SERVER,
    /** An {@link Endpoint} to connect to, with its port. */
    TARGET,
    /** A {@link Glob} for the names of users. */
    USER,
    /** A text that is a DNS name. */
    HOST_NAME,
    /** A text that is a mail address. */
    MAIL_ADDRESS,
    /** A text that firewalls take as a part of a name. */
    LABEL,
    /** A text that is the name of a network interface or of a zone. */
    INTERFACE
  }

  /** What a YAML scalar can be (YAML 1.2, section 10.2, but for null). */
  enum Scalar {
    STRING,
    INTEGER,
    /** A number that is no integer; no key takes one. */
    FRACTION,
    BOOLEAN
  }

  /** A week: longer than any session, and sums of timeouts stay far from overflow. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final int INT_DIGITS = 10;

  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h)");

  private static final String ADDRESS_OR_NAME = "[0-9A-Za-z._:-]+";

  /** What a mailto URL can hold as it stands. */
  private static final String MAIL_ADDRESS = "[0-9A-Za-z.!#$&'*+/=_~-]{1,64}@[0-9A-Za-z.-]{1,253}";

  private static final String LABEL = "[a-z][a-z0-9-]{0,29}";

  /** Interfaces and zones of all kinds of firewalls: GigabitEthernet0/0, ge-0/0/0.0, wan0. */
  private static final String INTERFACE = "[0-9A-Za-z][0-9A-Za-z._/-]{0,62}";

  private static final List<ValueType<?>> TABLE =
      List.of(
          new ValueType<>(
              Boolean.class,
              Form.USUAL,
              Set.of(Scalar.BOOLEAN),
              "",
              List.of(),
              0,
              0,
              "true or false",
              ValueType::truth),
          new ValueType<>(
              Endpoint.class,
              Form.USUAL,
              Set.of(Scalar.STRING, Scalar.INTEGER),
              "^((\\*|[0-9.]+|\\[[0-9A-Fa-f:.]+\\]):)?[1-9][0-9]{0,4}$",
              List.of(),
              1,
              PortRange.HIGHEST,
              "a port (2121), or an address of this host with a port (10.0.0.1:21,"
                  + " \"[2001:db8::1]:21\"); \"*:2121\" is every address",
              Endpoint::listener),
          text(
              Endpoint.class,
              Form.SERVER,
              "^([0-9A-Za-z._-]+(:[1-9][0-9]{0,4})?|[0-9A-Fa-f:.]+|\\[[0-9A-Fa-f:.]+\\](:[1-9][0-9]{0,4})?)$",
              "an address or name, with a port unless it is 21 (ftp.internal, 10.0.0.1:2121,"
                  + " \"[2001:db8::1]:21\")",
              Endpoint::server),
          text(
              Endpoint.class,
              Form.TARGET,
              "^([0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+\\]):[1-9][0-9]{0,4}$",
              "an address or name, and a port (10.0.0.30:22, sftp.internal:22,"
                  + " \"[2001:db8::30]:22\")",
              Endpoint::target),
          new ValueType<>(
              PortRange.class,
              Form.USUAL,
              Set.of(Scalar.STRING, Scalar.INTEGER),
              "^[1-9][0-9]{0,4}( *- *[1-9][0-9]{0,4})?$",
              List.of(),
              1,
              PortRange.HIGHEST,
              "the first and the last port (50000-50009), or one port (50000)",
              PortRange::parse),
          text(
              Network.class,
              Form.USUAL,
              "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$",
              "a network (10.0.0.0/8, 2001:db8::/32) or an address",
              Network::parse),
          text(
              Advertise.class,
              Form.USUAL,
              "^" + ADDRESS_OR_NAME + "$",
              "same-as-control, auto, an IPv4 address, or a DNS name",
              Advertise::parse),
          text(
              Trust.class,
              Form.USUAL,
              "^.+$",
              "system, the absolute path of a PEM file, or sha256: and a fingerprint",
              Trust::parse),
          text(
              Duration.class,
              Form.USUAL,
              "^[1-9][0-9]{0,8}(ms|s|m|h)$",
              "a number and ms, s, m or h (500ms, 30s, 5m, 1h)",
              ValueType::duration),
          text(Path.class, Form.USUAL, "^.+$", "an absolute path", ValueType::path),
          text(
              String.class,
              Form.USUAL,
              "^[^\\u0000-\\u001f\\u007f]{1,255}$",
              "a text of one line, of at most 255 characters",
              ValueType::line),
          text(
              String.class,
              Form.HOST_NAME,
              "^[0-9A-Za-z._-]+$",
              "a DNS name (ftp.example.org)",
              ValueType::hostName),
          text(
              String.class,
              Form.MAIL_ADDRESS,
              "^" + MAIL_ADDRESS + "$",
              "a mail address (hostmaster@example.org)",
              text -> matching(text, MAIL_ADDRESS)),
          text(
              String.class,
              Form.LABEL,
              "^" + LABEL + "$",
              "a word of lower-case letters, digits and dashes that begins with a letter, of at"
                  + " most 30",
              word -> matching(word, LABEL)),
          text(
              String.class,
              Form.INTERFACE,
              "^" + INTERFACE + "$",
              "the name of an interface or zone (wan0, untrust, GigabitEthernet0/0)",
              name -> matching(name, INTERFACE)),
          text(
              InetAddress.class,
              Form.USUAL,
              "^[0-9A-Fa-f:.]+$",
              "a host's IPv4 or IPv6 address",
              ValueType::hostAddress),
          text(
              URI.class,
              Form.USUAL,
              "^https://.+$",
              "a URL that begins with https://",
              ValueType::secureUrl),
          text(
              Glob.class,
              Form.USUAL,
              "^.+$",
              "a pattern for a name (\"*.exe\"), or for a path from its beginning"
                  + " (\"/incoming/**\"); in quotes",
              Glob::ofFile),
          text(
              Glob.class,
              Form.USER,
              "^.+$",
              "a user's name or a pattern for names (\"scan-*\"), in quotes",
              Glob::ofName),
          text(
              VerbName.class,
              Form.USUAL,
              "^" + VerbName.PATTERN + "$",
              "a verb of FTP, or a verb and a word (DELE, SITE CHMOD)",
              VerbName::parse),
          text(
              ByteCount.class,
              Form.USUAL,
              "^" + ByteCount.PATTERN + "$",
              ByteCount.ALLOWED + " (500MiB, 2GB)",
              ByteCount::parse),
          text(Rate.class, Form.USUAL, "^" + Rate.PATTERN + "$", Rate.ALLOWED, Rate::parse),
          text(
              Hours.class,
              Form.USUAL,
              "^" + Hours.PATTERN + "$",
              "days and hours (mon-fri 08:00-18:00, sat 09:00-12:00, daily 22:00-06:00)",
              Hours::parse),
          text(
              ZoneId.class,
              Form.USUAL,
              "^[A-Za-z][A-Za-z0-9_+/-]*$",
              "the name of a time zone (Europe/Berlin, America/New_York, UTC)",
              ValueType::zone));

  private static final Pattern LINE = Pattern.compile("[^\\u0000-\\u001f\\u007f]{1,255}");

  /** The kind of value that a component of this type takes. */
  static ValueType<?> of(Class<?> type, Key key) {
    if (type == int.class || type == Integer.class) {
      return integer(key.min(), key.max());
    }
    if (type.isEnum()) {
      return choice(type);
    }
    var sought = type == boolean.class ? Boolean.class : type;
    return TABLE.stream()
        .filter(entry -> entry.type == sought && entry.form == key.form())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " is missing in the table of values"));
  }

  /** Whether this type is a value, so not a section with keys of its own. */
  static boolean isValue(Class<?> type) {
    return type.isPrimitive()
        || type == Integer.class
        || type.isEnum()
        || TABLE.stream().anyMatch(entry -> entry.type == type);
  }

  private static <T> ValueType<T> text(
      Class<T> type, Form form, String pattern, String allowed, Function<String, T> parse) {
    return new ValueType<>(
        type, form, Set.of(Scalar.STRING), pattern, List.of(), 0, 0, allowed, parse);
  }

  private static ValueType<Integer> integer(int min, int max) {
    var allowed = "a whole number from %d to %d".formatted(min, max);
    return new ValueType<>(
        Integer.class,
        Form.USUAL,
        Set.of(Scalar.INTEGER),
        "",
        List.of(),
        min,
        max,
        allowed,
        text -> number(text, min, max));
  }

  private static <T> ValueType<T> choice(Class<T> type) {
    var names = Arrays.stream(type.getEnumConstants()).map(ValueType::written).toList();
    return new ValueType<>(
        type,
        Form.USUAL,
        Set.of(Scalar.STRING),
        "",
        names,
        0,
        0,
        String.join(" or ", names),
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException(Quoted.text(text) + " is not known")));
  }

  static String written(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String line(String text) {
    if (!LINE.matcher(text).matches()) {
      throw new IllegalArgumentException(Quoted.text(text) + " is none");
    }
    return text;
  }

  private static String hostName(String text) {
    return HostText.name(text).toLowerCase(Locale.ROOT);
  }

  private static String matching(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException(Quoted.text(text) + " is none");
    }
    return text;
  }

  private static InetAddress hostAddress(String text) {
    var address = HostText.parse(text);
    if (address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " is no address that other hosts can reach");
    }
    return address;
  }

  private static URI secureUrl(String text) {
    try {
      var url = new URI(text);
      if ("https".equals(url.getScheme()) && url.getHost() != null) {
        return url;
      }
      throw new IllegalArgumentException(Quoted.text(text) + " is none");
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a URL", e);
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(Quoted.text(text) + " is neither");
    };
  }

  private static int number(String text, int min, int max) {
    var digits = text.startsWith("-") ? text.substring(1) : text;
    if (!PortRange.isDigits(digits)) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a whole number");
    }
    // Ten digits hold every int, and no ten digits overflow a long.
    var number =
        digits.length() <= INT_DIGITS
            ? Long.parseLong(text)
            : text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          Quoted.text(text) + (number < min ? " is too small" : " is too large"));
    }
    return (int) number;
  }

  private static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a time");
    }
    var number = Long.parseLong(matcher.group(1));
    var duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (duration.isZero()) {
      throw new IllegalArgumentException(
          "zero would end everything at once; a timeout cannot be turned off");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(Quoted.text(text) + " is longer than a week (168h)");
    }
    return duration;
  }

  private static ZoneId zone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a time zone");
    }
    return ZoneId.of(text);
  }

  static Path path(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a path", e);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " is relative, so its meaning would depend on where Pasvport starts");
    }
    return path;
  }
}
