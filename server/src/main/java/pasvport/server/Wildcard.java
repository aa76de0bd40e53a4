package pasvport.server;

import java.util.function.Predicate;

/**
 * A pattern of names: {@code *} stands for any characters, {@code ?} for one. Brackets stand for
 * themselves; they are common in names.
 */
record Wildcard(String pattern) implements Predicate<String> {

  static boolean isIn(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  // After a mismatch only the last * is tried again, one character further: no pattern takes longer
  // than its length times the name's.
  @Override
  public boolean test(String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
