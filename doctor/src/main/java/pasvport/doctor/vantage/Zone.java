package pasvport.doctor.vantage;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** What the DNS says beside addresses. A name that is not there has no records. */
public final class Zone {
  /** Milliseconds; doubled for the second try. */
  private static final String TIMEOUT = "2000";

  private static final int MOST_RECORDS = 50;

  private final String server;

  private Zone(String server) {
    this.server = server;
  }

  /** As this machine's own resolver sees it. */
  public static Zone ofThisHost() {
    return new Zone("");
  }

  /** As one server of names sees it: {@code 127.0.0.1:5353}. */
  static Zone of(String server) {
    return new Zone("//" + server);
  }

  /** The texts at a name. */
  List<String> texts(String name) {
    return records(name, "TXT").stream()
        .map(text -> text.replace("\"", "").replace(" ", ""))
        .toList();
  }

  /** The names that an address's holder gives to it (RFC 1035 section 3.5, RFC 3596). */
  List<String> names(InetAddress address) {
    return records(reverse(address), "PTR").stream()
        .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
        .toList();
  }

  static String reverse(InetAddress address) {
    var bytes = address.getAddress();
    boolean ipv4 = bytes.length == 4;
    return IntStream.iterate(bytes.length - 1, i -> i >= 0, i -> i - 1)
        .mapToObj(i ->
            ipv4
                ? Integer.toString(bytes[i] & 0xFF)
                : "%x.%x".formatted(bytes[i] & 0xF, (bytes[i] >> 4) & 0xF))
        .collect(Collectors.joining(".", "", ipv4 ? ".in-addr.arpa" : ".ip6.arpa"));
  }

  @SuppressWarnings("BanJNDI") // the DNS has texts; what brings objects is the LDAP
  private List<String> records(String name, String type) {
    var settings = new Properties();
    settings.setProperty(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.setProperty(Context.PROVIDER_URL, "dns:" + server);
    settings.setProperty("com.sun.jndi.dns.timeout.initial", TIMEOUT);
    settings.setProperty("com.sun.jndi.dns.timeout.retries", "2");
    var values = new ArrayList<String>();
    try {
      var context = new InitialDirContext(settings);
      try {
        var attribute = context.getAttributes(name, new String[] {type}).get(type);
        for (int i = 0; attribute != null && i < Math.min(attribute.size(), MOST_RECORDS); i++) {
          values.add(String.valueOf(attribute.get(i)));
        }
      } finally {
        context.close();
      }
    } catch (NamingException none) {
      return List.of(); // no such name, or nobody to ask
    }
    return values;
  }
}
