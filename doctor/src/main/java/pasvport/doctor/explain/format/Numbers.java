package pasvport.doctor.explain.format;

/** Decimal numbers in logs. */
final class Numbers {

  /** More digits than a long may have cannot be a number of anything in a log. */
  private static final int LONGEST = 18;

  private Numbers() {}

  /** The number that is all of the text, or -1. */
  static long of(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return -1;
    }
    var value = 0L;
    for (var index = 0; index < text.length(); index++) {
      var digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** A reply code, 100 to 599, or 0. */
  static int code(String text) {
    var number = text.length() == 3 ? of(text) : -1;
    return number >= 100 && number <= 599 ? (int) number : 0;
  }
}
