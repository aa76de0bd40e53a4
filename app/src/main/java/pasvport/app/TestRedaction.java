package pasvport.app;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import pasvport.doctor.fact.Addresses;

/**
 * Takes addresses, names and users out of a text, each for a substitute that stays the same
 * throughout: what is private stays recognisable as such, and so does what is equal.
 */
final class TestRedaction {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![0-9A-Za-z:.])(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?!:[0-9A-Fa-f]))(?![0-9A-Za-z])");

  /** An address and a port as PORT and 227 have them. */
  private static final Pattern COMMAS =
      Pattern.compile(
          "(?<![0-9,])([0-9]{1,3}(?:,[0-9]{1,3}){3})(?=,[0-9]{1,3},[0-9]{1,3}(?![0-9,]))");

  private final boolean on;
  private final Map<String, String> words;
  private final Map<InetAddress, String> substitutes = new HashMap<>();

  private TestRedaction(boolean on, Map<String, String> words) {
    this.on = on;
    this.words = words;
  }

  static TestRedaction none() {
    return new TestRedaction(false, Map.of());
  }

  /** For the outcome of a test of this host. */
  static TestRedaction of(String host, Optional<String> user) {
    var words = new HashMap<String, String>();
    words.put(host, "server.example");
    user.ifPresent(name -> words.put(name, "user"));
    return new TestRedaction(true, words);
  }

  String apply(String text) {
    if (!on) {
      return text;
    }
    var addressed = ADDRESS.matcher(text).replaceAll(this::address);
    var listed = COMMAS.matcher(addressed).replaceAll(this::commas);
    for (var word : words.entrySet()) {
      listed =
          Pattern.compile("(?<![0-9A-Za-z])" + Pattern.quote(word.getKey()) + "(?![0-9A-Za-z])")
              .matcher(listed)
              .replaceAll(word.getValue());
    }
    return listed;
  }

  private String commas(MatchResult found) {
    return substitute(found.group(1).replace(',', '.')).replace('.', ',');
  }

  private String address(MatchResult found) {
    return substitute(found.group());
  }

  private String substitute(String text) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return text;
    }
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
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
