package pasvport.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for names and paths, over bytes: {@code *} is any bytes but {@code /}, {@code **} any
 * bytes, {@code ?} one byte but {@code /}, {@code [a-z]} and {@code [!a-z]} one of a set, {@code \}
 * takes what follows as it stands. ASCII letters match in either case, because on many servers they
 * name the same file and the same user.
 *
 * <p>All the places in the pattern that the bytes so far could have led to are followed at once, so
 * that no name, however hostile, takes longer than its length times the pattern's.
 */
public final class Glob {

  /** A name in most file systems has at most 255 bytes; this holds one, or a short path. */
  private static final int LONGEST = 255;

  private static final int OCTETS = 256;

  private sealed interface Token {
    /** Any number of bytes, with or without {@code /} among them. */
    record Any(boolean slashes) implements Token {}

    /** One byte of a set. */
    record One(BitSet octets) implements Token {}
  }

  private final String text;
  private final List<Token> tokens;

  private Glob(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /**
   * Reads a pattern for a user's name, in which {@code /} has no meaning of its own.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Glob ofName(String text) {
    var octets = text.getBytes(UTF_8);
    if (octets.length == 0) {
      throw new IllegalArgumentException("an empty pattern matches nothing");
    }
    if (octets.length > LONGEST) {
      throw new IllegalArgumentException("the pattern is longer than " + LONGEST + " bytes");
    }
    return new Glob(text, tokens(text, octets));
  }

  /**
   * Reads a pattern for files: one without {@code /} is for a name wherever it is, one with it is
   * for the whole path and begins with {@code /} or {@code **}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Glob ofFile(String text) {
    var glob = ofName(text);
    if (glob.isForPath() && !text.startsWith("/") && !text.startsWith("**")) {
      throw new IllegalArgumentException(
          Quoted.text(text)
              + " holds / and does not say where it begins: write /"
              + Quoted.text(text)
              + " or **/"
              + Quoted.text(text));
    }
    if (glob.isForPath() && text.endsWith("/")) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " ends in /, which no path does: write it without, or add **");
    }
    return glob;
  }

  /** Whether it is for whole paths. */
  public boolean isForPath() {
    return text.indexOf('/') >= 0;
  }

  /** Whether it matches all of the bytes. */
  public boolean matches(byte[] octets) {
    return run(octets, false);
  }

  /** Whether it matches a path (bytes), or a folder in which the path lies. */
  public boolean matchesFolderOf(byte[] path) {
    return run(path, true);
  }

  /** Whether all that it matches below one folder it matches below another, too. */
  boolean coversBelow(byte[] folder, byte[] other) {
    var here = placesBelow(folder);
    var there = placesBelow(other);
    for (var place = 0; place < here.length; place++) {
      if (here[place] && !there[place]) {
        return false;
      }
    }
    return true;
  }

  private boolean[] placesBelow(byte[] folder) {
    var places = new boolean[tokens.size() + 1];
    places[0] = true;
    skipEmpty(places);
    for (var octet : folder) {
      places = after(octet & 0xFF, places);
    }
    return after('/', places);
  }

  private boolean run(byte[] octets, boolean folders) {
    var places = new boolean[tokens.size() + 1];
    places[0] = true;
    skipEmpty(places);
    for (var octet : octets) {
      if (folders && octet == '/' && places[tokens.size()]) {
        return true;
      }
      places = after(octet & 0xFF, places);
    }
    return places[tokens.size()];
  }

  private boolean[] after(int octet, boolean[] places) {
    var next = new boolean[places.length];
    for (var place = 0; place < tokens.size(); place++) {
      if (places[place]) {
        switch (tokens.get(place)) {
          case Token.Any(var slashes) -> next[place] |= slashes || octet != '/';
          case Token.One(var set) -> next[place + 1] |= set.get(octet);
        }
      }
    }
    skipEmpty(next);
    return next;
  }

  /** Any number of bytes may be none. */
  private void skipEmpty(boolean[] places) {
    for (var place = 0; place < tokens.size(); place++) {
      if (places[place] && tokens.get(place) instanceof Token.Any) {
        places[place + 1] = true;
      }
    }
  }

  private static List<Token> tokens(String text, byte[] octets) {
    var tokens = new ArrayList<Token>();
    var at = 0;
    while (at < octets.length) {
      switch (octets[at]) {
        case '*' -> {
          var twice = at + 1 < octets.length && octets[at + 1] == '*';
          tokens.add(new Token.Any(twice));
          at += twice ? 2 : 1;
        }
        case '?' -> {
          tokens.add(new Token.One(allBut(new BitSet())));
          at++;
        }
        case '[' -> at = set(text, octets, at + 1, tokens);
        case '\\' -> {
          if (at + 1 == octets.length) {
            throw new IllegalArgumentException(
                Quoted.text(text) + " ends in \\, which must stand before something");
          }
          tokens.add(one(octets[at + 1]));
          at += 2;
        }
        default -> tokens.add(one(octets[at++]));
      }
    }
    return List.copyOf(tokens);
  }

  /** Reads a set from behind its bracket; returns where it goes on. */
  private static int set(String text, byte[] octets, int from, List<Token> tokens) {
    var at = from;
    var negated = at < octets.length && octets[at] == '!';
    if (negated) {
      at++;
    }
    var first = at;
    var set = new BitSet(OCTETS);
    while (at < octets.length && (octets[at] != ']' || at == first)) {
      if (at + 2 < octets.length && octets[at + 1] == '-' && octets[at + 2] != ']') {
        if ((octets[at] & 0xFF) > (octets[at + 2] & 0xFF)) {
          throw new IllegalArgumentException(Quoted.text(text) + " has a range that is reversed");
        }
        for (var octet = octets[at] & 0xFF; octet <= (octets[at + 2] & 0xFF); octet++) {
          add(set, octet);
        }
        at += 3;
      } else {
        add(set, octets[at++] & 0xFF);
      }
    }
    if (at >= octets.length) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " has a [ without its ]; write \\[ for the bracket itself");
    }
    set.clear('/');
    tokens.add(new Token.One(negated ? allBut(set) : set));
    return at + 1;
  }

  private static Token.One one(byte octet) {
    var set = new BitSet(OCTETS);
    add(set, octet & 0xFF);
    return new Token.One(set);
  }

  private static void add(BitSet set, int octet) {
    set.set(octet);
    if (octet >= 'a' && octet <= 'z') {
      set.set(octet - 'a' + 'A');
    } else if (octet >= 'A' && octet <= 'Z') {
      set.set(octet - 'A' + 'a');
    }
  }

  private static BitSet allBut(BitSet set) {
    var rest = (BitSet) set.clone();
    rest.flip(0, OCTETS);
    rest.clear('/');
    return rest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return text;
  }
}
