package pasvport.gateway;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;
import pasvport.site.FileEffect;
import pasvport.site.VerbName;

/**
 * What a command does to the server's files, and which paths it names.
 *
 * <p>Servers differ in how they read an argument: some drop spaces around it or quotes, some take a
 * backslash for a slash, some let options stand before a path. So there may be several readings,
 * and a policy must be content with all of them.
 *
 * @param effect whether it reads or writes
 * @param subject what it names
 * @param readings each way to read the path; empty if there is none in it
 */
record FileCommand(FileEffect effect, Subject subject, List<Octets> readings) {
  /** What stands in the argument. */
  enum Subject {
    NOTHING,
    FILE,
    /** A folder, or a file as one entry of a folder. */
    FOLDER,
    /** The server makes up the file's name itself. */
    CHOSEN_BY_SERVER,
    /** Files, in a form that differs from server to server. */
    UNREADABLE
  }

  /** How the path stands in the argument. */
  private enum Form {
    WHOLE,
    /** Options may stand before it, as in {@code LIST -la path}. */
    AFTER_OPTIONS,
    /** One word stands before it, as in {@code MFMT 20260302080000 path}. */
    AFTER_WORD,
    /** A range may stand behind it, as in {@code XCRC "path" 0 100}. */
    BEFORE_NUMBERS
  }

  private record Row(FileEffect effect, Subject subject, Form form) {}

  private static final Row NEUTRAL = new Row(FileEffect.NEITHER, Subject.NOTHING, Form.WHOLE);
  private static final Row READS_FILE = new Row(FileEffect.READ, Subject.FILE, Form.WHOLE);
  private static final Row READS_FOLDER = new Row(FileEffect.READ, Subject.FOLDER, Form.WHOLE);
  private static final Row LISTS = new Row(FileEffect.READ, Subject.FOLDER, Form.AFTER_OPTIONS);
  private static final Row CHECKS = new Row(FileEffect.READ, Subject.FILE, Form.BEFORE_NUMBERS);
  private static final Row WRITES_FILE = new Row(FileEffect.WRITE, Subject.FILE, Form.WHOLE);
  private static final Row WRITES_FOLDER = new Row(FileEffect.WRITE, Subject.FOLDER, Form.WHOLE);
  private static final Row SETS_FACT = new Row(FileEffect.WRITE, Subject.FILE, Form.AFTER_WORD);
  private static final Row WRITES = new Row(FileEffect.WRITE, Subject.UNREADABLE, Form.WHOLE);

  /** RFC 959, 775, 3659, drafts and servers' own verbs, and the words of SITE. */
  private static final Map<String, Row> TABLE =
      Map.ofEntries(
          entry("USER", NEUTRAL),
          entry("PASS", NEUTRAL),
          entry("ACCT", NEUTRAL),
          entry("REIN", NEUTRAL),
          entry("QUIT", NEUTRAL),
          entry("HOST", NEUTRAL),
          entry("AUTH", NEUTRAL),
          entry("ADAT", NEUTRAL),
          entry("PROT", NEUTRAL),
          entry("PBSZ", NEUTRAL),
          entry("CCC", NEUTRAL),
          entry("NOOP", NEUTRAL),
          entry("ABOR", NEUTRAL),
          entry("HELP", NEUTRAL),
          entry("FEAT", NEUTRAL),
          entry("OPTS", NEUTRAL),
          entry("SYST", NEUTRAL),
          entry("LANG", NEUTRAL),
          entry("CLNT", NEUTRAL),
          entry("CSID", NEUTRAL),
          entry("TYPE", NEUTRAL),
          entry("STRU", NEUTRAL),
          entry("MODE", NEUTRAL),
          entry("REST", NEUTRAL),
          entry("ALLO", NEUTRAL),
          entry("PASV", NEUTRAL),
          entry("EPSV", NEUTRAL),
          entry("PORT", NEUTRAL),
          entry("EPRT", NEUTRAL),
          entry("SPSV", NEUTRAL),
          entry("LPSV", NEUTRAL),
          entry("LPRT", NEUTRAL),
          entry("PWD", NEUTRAL),
          entry("CDUP", NEUTRAL),
          entry("CWD", new Row(FileEffect.NEITHER, Subject.FOLDER, Form.WHOLE)),
          entry("SITE HELP", NEUTRAL),
          entry("SITE IDLE", NEUTRAL),
          entry("SITE UMASK", NEUTRAL),
          entry("RETR", READS_FILE),
          entry("SIZE", READS_FILE),
          entry("MDTM", READS_FILE),
          entry("LIST", LISTS),
          entry("NLST", LISTS),
          entry("STAT", LISTS),
          entry("MLSD", READS_FOLDER),
          entry("MLST", READS_FOLDER),
          entry("AVBL", READS_FOLDER),
          entry("DSIZ", READS_FOLDER),
          entry("HASH", CHECKS),
          entry("MD5", CHECKS),
          entry("XCRC", CHECKS),
          entry("XMD5", CHECKS),
          entry("XSHA", CHECKS),
          entry("XSHA1", CHECKS),
          entry("XSHA256", CHECKS),
          entry("XSHA512", CHECKS),
          entry("STOR", WRITES_FILE),
          entry("APPE", WRITES_FILE),
          entry("STOU", new Row(FileEffect.WRITE, Subject.CHOSEN_BY_SERVER, Form.WHOLE)),
          entry("DELE", WRITES_FILE),
          entry("RNFR", WRITES_FILE),
          entry("RNTO", WRITES_FILE),
          entry("MKD", WRITES_FOLDER),
          entry("RMD", WRITES_FOLDER),
          entry("RMDA", WRITES_FOLDER),
          entry("MFMT", SETS_FACT),
          entry("MFCT", SETS_FACT),
          entry("MFF", SETS_FACT),
          entry("COMB", WRITES),
          entry("SITE CHMOD", SETS_FACT),
          entry("SITE CHGRP", SETS_FACT),
          entry("SITE CHOWN", SETS_FACT),
          entry("SITE CPFR", WRITES_FILE),
          entry("SITE CPTO", WRITES_FILE),
          entry("SITE MKDIR", WRITES_FOLDER),
          entry("SITE RMDIR", WRITES_FOLDER),
          entry("SITE UTIME", WRITES),
          entry("SITE LINK", WRITES),
          entry("SITE SYMLINK", WRITES));

  private static final Row UNKNOWN_SITE =
      new Row(FileEffect.UNKNOWN, Subject.UNREADABLE, Form.WHOLE);
  private static final Row UNKNOWN_VERB = new Row(FileEffect.UNKNOWN, Subject.FILE, Form.WHOLE);

  private static final String SITE = "SITE";

  /** {@code MDTM 20260302080000 path} sets a file's time on some servers. */
  private static final int TIME_DIGITS = 14;

  private static final Set<Integer> BLANKS = Set.of((int) ' ', (int) '\t', (int) '\r');

  FileCommand {
    readings = List.copyOf(readings);
  }

  /** The verb's usual spelling. */
  static String verb(String verb) {
    return VerbName.usual(verb);
  }

  /** The first word of the argument, upper-case; empty if it is none of letters and digits. */
  static String word(Octets argument) {
    Octets stripped = stripped(argument);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < stripped.length() && !BLANKS.contains(stripped.at(i)); i++) {
      int octet = stripped.at(i);
      if (octet > 0x7F || !Character.isLetterOrDigit(octet) || i >= Command.VERB_LIMIT + 6) {
        return "";
      }
      word.append((char) octet);
    }
    return word.toString().toUpperCase(Locale.ROOT);
  }

  static FileCommand of(Command command) {
    String verb = verb(command.verb());
    Octets argument = command.argument();
    if (verb.equals(SITE)) {
      Row row = TABLE.getOrDefault(SITE + " " + word(argument), UNKNOWN_SITE);
      return of(row, afterWord(stripped(argument)));
    }
    Row row = TABLE.getOrDefault(verb, UNKNOWN_VERB);
    if (verb.equals("STAT") && stripped(argument).isEmpty()) {
      return of(NEUTRAL, argument);
    }
    if (verb.equals("MDTM") && beginsWithTime(stripped(argument))) {
      List<Octets> both = new ArrayList<>(readings(argument, Form.WHOLE));
      both.addAll(readings(argument, Form.AFTER_WORD));
      return new FileCommand(FileEffect.WRITE, Subject.FILE, both);
    }
    return of(row, argument);
  }

  /** Whether it names what is to be moved or copied, for the next command to say where to. */
  static boolean isMoveFrom(Command command) {
    return command.verb().equals("RNFR")
        || (verb(command.verb()).equals(SITE) && word(command.argument()).equals("CPFR"));
  }

  /** Whether it says where what was named before goes. */
  static boolean isMoveTo(Command command) {
    return command.verb().equals("RNTO")
        || (verb(command.verb()).equals(SITE) && word(command.argument()).equals("CPTO"));
  }

  private static FileCommand of(Row row, Octets argument) {
    return new FileCommand(
        row.effect(),
        row.subject(),
        row.subject() == Subject.NOTHING ? List.of() : readings(argument, row.form()));
  }

  private static List<Octets> readings(Octets argument, Form form) {
    LinkedHashSet<Octets> found = new LinkedHashSet<>();
    switch (form) {
      case WHOLE -> found.add(argument);
      case AFTER_OPTIONS -> {
        found.add(argument);
        Octets rest = stripped(argument);
        while (!rest.isEmpty() && rest.at(0) == '-') {
          rest = afterWord(rest);
        }
        found.add(rest);
      }
      case AFTER_WORD -> found.add(afterWord(stripped(argument)));
      case BEFORE_NUMBERS -> {
        found.add(argument);
        Octets rest = stripped(argument);
        if (!rest.isEmpty() && rest.at(0) == '"') {
          int quote = rest.indexOf('"', 1);
          found.add(rest.slice(1, quote < 0 ? rest.length() : quote));
        }
        int last = lastWord(rest);
        while (last > 0 && isNumber(rest.slice(last, rest.length()))) {
          rest = stripped(rest.slice(0, last));
          found.add(rest);
          last = lastWord(rest);
        }
      }
    }
    for (Octets each : List.copyOf(found)) {
      Octets bare = stripped(each);
      found.add(bare);
      found.add(unquoted(bare));
      found.add(withoutTrailingDots(bare));
    }
    for (Octets each : List.copyOf(found)) {
      found.add(withSlashes(each));
    }
    return List.copyOf(found);
  }

  static Octets stripped(Octets text) {
    int start = 0;
    int end = text.length();
    while (start < end && BLANKS.contains(text.at(start))) {
      start++;
    }
    while (end > start && BLANKS.contains(text.at(end - 1))) {
      end--;
    }
    return text.slice(start, end);
  }

  private static Octets afterWord(Octets text) {
    int end = 0;
    while (end < text.length() && !BLANKS.contains(text.at(end))) {
      end++;
    }
    return stripped(text.slice(end, text.length()));
  }

  /** Where the last of several words begins; 0 if there is one. */
  private static int lastWord(Octets text) {
    int start = text.length();
    while (start > 0 && !BLANKS.contains(text.at(start - 1))) {
      start--;
    }
    return start;
  }

  /** Whether it is digits alone, and at least one. */
  static boolean isNumber(Octets text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) < '0' || text.at(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean beginsWithTime(Octets text) {
    return text.length() > TIME_DIGITS
        && isNumber(text.slice(0, TIME_DIGITS))
        && !afterWord(text).isEmpty();
  }

  private static Octets unquoted(Octets text) {
    int last = text.length() - 1;
    return last > 0 && text.at(0) == '"' && text.at(last) == '"' ? text.slice(1, last) : text;
  }

  /** Windows drops dots and spaces behind a name. */
  private static Octets withoutTrailingDots(Octets text) {
    int end = text.length();
    while (end > 0 && (text.at(end - 1) == '.' || BLANKS.contains(text.at(end - 1)))) {
      end--;
    }
    boolean onlyDots = end == 0 || text.at(end - 1) == '/' || text.at(end - 1) == '\\';
    return onlyDots ? text : text.slice(0, end);
  }

  /** Windows takes a backslash for a slash. */
  private static Octets withSlashes(Octets text) {
    if (text.indexOf('\\', 0) < 0) {
      return text;
    }
    byte[] bytes = text.toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\\') {
        bytes[i] = '/';
      }
    }
    return Octets.of(bytes);
  }
}
