package pasvport.ftp;

/** What a client asks of EPSV (RFC 2428 section 3 and 4). */
public enum EpsvArgument {
  /** The protocol of the control connection. */
  NONE,
  /** No PORT, PASV or EPRT will follow; refuse them from now on. */
  ALL,
  /** {@code EPSV 1}. */
  IPV4,
  /** {@code EPSV 2}. */
  IPV6,
  /** Something else: 522 if it is a number, 501 if not. */
  OTHER;

  /** Reads the argument of EPSV; blanks around it do not count. */
  public static EpsvArgument of(Octets argument) {
    int start = 0;
    int end = argument.length();
    while (start < end && argument.at(start) == ' ') {
      start++;
    }
    while (end > start && argument.at(end - 1) == ' ') {
      end--;
    }
    Octets word = argument.slice(start, end);
    if (word.isEmpty()) {
      return NONE;
    }
    if (word.equalsIgnoreCase("ALL")) {
      return ALL;
    }
    if (word.equalsIgnoreCase("1")) {
      return IPV4;
    }
    return word.equalsIgnoreCase("2") ? IPV6 : OTHER;
  }
}
