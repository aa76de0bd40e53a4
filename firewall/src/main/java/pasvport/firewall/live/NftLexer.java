package pasvport.firewall.live;

/** The words of nft(8)'s own language, as it lists rules; one after the other. */
final class NftLexer {

  /** What a token is. */
  enum Kind {
    /** A name, number, address, range, network, or a sign that stands alone, such as a colon. */
    WORD,
    /** Text between quotation marks. */
    TEXT,
    /** One of {@code { } ( ) , = == != < <= > >= & | ^ << >>}. */
    SIGN,
    /** The end of a line, or a semicolon. */
    NEWLINE,
    END
  }

  private static final String SIGNS = "{}(),=!<>&|^";
  private static final String HANDLE = "# handle ";

  private final String source;
  private int next;
  private int line = 1;

  private Kind kind = Kind.NEWLINE;
  private String text = "";
  private int tokenLine = 1;
  private String handle = "";

  /** Stands before the first token. */
  NftLexer(String source) {
    this.source = source;
  }

  Kind kind() {
    return kind;
  }

  /** The word, text or sign. */
  String text() {
    return text;
  }

  /** The line of the token, from 1. */
  int line() {
    return tokenLine;
  }

  /** The handle that was named last, as {@code nft -a} does; then it is forgotten. */
  String takeHandle() {
    var taken = handle;
    handle = "";
    return taken;
  }

  boolean is(Kind wanted, String what) {
    return kind == wanted && text.equals(what);
  }

  boolean isWord(String word) {
    return is(Kind.WORD, word);
  }

  boolean isSign(String sign) {
    return is(Kind.SIGN, sign);
  }

  /** Whether a statement ends here. */
  boolean isEnd() {
    return kind == Kind.NEWLINE || kind == Kind.END || isSign("}");
  }

  /** Goes to the next token. */
  void advance() throws UnreadableException {
    skip();
    tokenLine = line;
    if (next == source.length()) {
      kind = Kind.END;
      text = "the end";
      return;
    }
    char first = source.charAt(next);
    if (first == '\n' || first == ';') {
      kind = Kind.NEWLINE;
      text = "the end of the line";
      line += first == '\n' ? 1 : 0;
      next++;
    } else if (first == '"') {
      quoted();
    } else if (SIGNS.indexOf(first) >= 0) {
      kind = Kind.SIGN;
      int length = isDouble() ? 2 : 1;
      text = source.substring(next, next + length);
      next += length;
    } else {
      word();
    }
  }

  private void skip() throws UnreadableException {
    while (next < source.length()) {
      char at = source.charAt(next);
      if (at == '#') {
        remark();
      } else if (at == ' ' || at == '\t' || at == '\r') {
        next++;
      } else {
        return;
      }
    }
  }

  /** A remark alone on its line, or with a handle. Behind a rule nft puts what it cannot list. */
  private void remark() throws UnreadableException {
    int end = source.indexOf('\n', next);
    var remark = source.substring(next, end < 0 ? source.length() : end).strip();
    if (remark.startsWith(HANDLE)) {
      handle = remark.substring(HANDLE.length());
    } else if (kind != Kind.NEWLINE && !isSign("{")) {
      throw new UnreadableException("line %d: '%s' is not understood".formatted(line, remark));
    }
    next = end < 0 ? source.length() : end;
  }

  private void quoted() throws UnreadableException {
    int end = source.indexOf('"', next + 1);
    int lineEnd = source.indexOf('\n', next);
    if (end < 0 || (lineEnd >= 0 && lineEnd < end)) {
      throw new UnreadableException("line %d: a quotation mark has no other".formatted(line));
    }
    kind = Kind.TEXT;
    text = source.substring(next + 1, end);
    next = end + 1;
  }

  private boolean isDouble() {
    if (next + 1 == source.length()) {
      return false;
    }
    char first = source.charAt(next);
    char second = source.charAt(next + 1);
    return switch (first) {
      case '=', '!' -> second == '=';
      case '<', '>' -> second == '=' || second == first;
      default -> false;
    };
  }

  private void word() {
    int end = next;
    while (end < source.length() && isInWord(source.charAt(end))) {
      end++;
    }
    kind = Kind.WORD;
    text = source.substring(next, end);
    next = end;
  }

  private static boolean isInWord(char at) {
    return at > ' ' && at != ';' && at != '"' && at != '#' && SIGNS.indexOf(at) < 0;
  }
}
