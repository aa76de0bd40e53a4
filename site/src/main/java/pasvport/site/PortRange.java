package pasvport.site;

/**
 * TCP ports that follow one another.
 *
 * @param first 1 to 65535
 * @param last 1 to 65535, not below {@code first}
 */
public record PortRange(int first, int last) {

  /** The highest port there is (RFC 9293, section 3.1: sixteen bits). */
  public static final int HIGHEST = 65_535;

  private static final int LONGEST_PORT = 5;

  public PortRange {
    checkPort(first);
    checkPort(last);
    if (first > last) {
      throw new IllegalArgumentException(
          "%d-%d is reversed: write %d-%d".formatted(first, last, last, first));
    }
  }

  /**
   * Reads {@code 50000-50009} or {@code 50000}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static PortRange parse(String text) {
    var dash = text.indexOf('-');
    if (dash < 0) {
      return new PortRange(port(text), port(text));
    }
    return new PortRange(
        port(text.substring(0, dash).strip()), port(text.substring(dash + 1).strip()));
  }

  /** How many ports. */
  public int size() {
    return last - first + 1;
  }

  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static int port(String text) {
    if (!isDigits(text)) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a port");
    }
    if (text.length() > 1 && text.charAt(0) == '0') {
      throw new IllegalArgumentException(Quoted.text(text) + " begins with 0: write it without");
    }
    if (text.length() > LONGEST_PORT) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a port: ports end at 65535");
    }
    return checkPort(Integer.parseInt(text));
  }

  private static int checkPort(int port) {
    if (port < 1 || port > HIGHEST) {
      throw new IllegalArgumentException(port + " is not a port: ports go from 1 to 65535");
    }
    return port;
  }
}
