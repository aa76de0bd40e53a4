package pasvport.importers;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options in vsftpd's files as vsftpd itself takes them, which is not always as written. */
final class VsftpdOptions {

  private static final int OCTAL = 8;

  /** More digits than any number that vsftpd keeps. */
  private static final int MOST_DIGITS = 9;

  private record Written(String value, Origin at) {}

  private final Result result;
  private final Map<String, Written> written = new HashMap<>();

  VsftpdOptions(Result result) {
    this.result = result;
  }

  void take(Source source) throws ImportException {
    for (var line : source.lines()) {
      var text = line.text().stripLeading();
      if (!text.isBlank() && !text.startsWith("#")) {
        take(line.at(), text);
      }
    }
    if (source.endsWithinLine()) {
      LineEnds.warn(source, result);
    }
  }

  private void take(Origin at, String text) throws ImportException {
    var equals = text.indexOf('=');
    if (equals < 1) {
      throw new ImportException(
          at, "%s is no option; expected name=value".formatted(Quotes.shown(text)));
    }
    var name = text.substring(0, equals).strip();
    var value = text.substring(equals + 1);
    if (!name.equals(text.substring(0, equals))) {
      result.warn(
          at, "vsftpd does not start with a blank before the =.", name + "=" + value.strip());
    }
    if (!Vsftpd.OPTIONS.contains(name)) {
      result.warn(
          at,
          "%s is no option that vsftpd has; it does not start with it."
              .formatted(Quotes.shown(name)),
          "a name from vsftpd.conf(5)");
    }
    var before = written.put(name, new Written(value, at));
    if (before != null) {
      result.warn(
          at,
          "%s stands in %s already; the last one holds.".formatted(name, before.at),
          "it only once");
    }
  }

  /** Where the option stands. */
  Optional<Origin> at(String name) {
    return Optional.ofNullable(written.get(name)).map(Written::at);
  }

  boolean truth(String name, boolean standard) {
    var option = written.get(name);
    if (option == null) {
      return standard;
    }
    var word = option.value.strip().toUpperCase(Locale.ROOT);
    var yes = word.equals("YES") || word.equals("TRUE") || word.equals("1");
    var no = word.equals("NO") || word.equals("FALSE") || word.equals("0");
    if ((!yes && !no) || !option.value.equals(option.value.strip())) {
      result.warn(
          option.at,
          "vsftpd does not start: %s must be YES or NO, with no blank or carriage return around it."
              .formatted(name),
          name + "=" + (yes ? "YES" : "NO"));
    }
    return yes;
  }

  int number(String name, int standard) {
    var option = written.get(name);
    if (option == null) {
      return standard;
    }
    var text = option.value.strip();
    var octal = text.startsWith("0");
    var digits = digits(text, octal ? '7' : '9');
    if (digits.length() > MOST_DIGITS) {
      digits = digits.substring(0, MOST_DIGITS);
    }
    var number = digits.isEmpty() ? 0 : Integer.parseInt(digits, octal ? OCTAL : 10);
    if (octal && text.length() > 1) {
      result.warn(
          option.at,
          "%s begins with 0 and is octal to vsftpd: %d.".formatted(Quotes.shown(text), number),
          name + "=" + text.replaceFirst("^0+(?=.)", ""));
    } else if (digits.isEmpty()) {
      result.warn(
          option.at,
          "%s is no number; vsftpd takes 0.".formatted(Quotes.shown(text)),
          name + "=" + standard);
    }
    return number;
  }

  /** The value as vsftpd keeps it, blanks behind it included. */
  Optional<String> text(String name) {
    return Optional.ofNullable(written.get(name)).map(Written::value).filter(v -> !v.isEmpty());
  }

  private static String digits(String text, char greatest) {
    var end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= greatest) {
      end++;
    }
    return text.substring(0, end);
  }
}
