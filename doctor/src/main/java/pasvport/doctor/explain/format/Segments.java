package pasvport.doctor.explain.format;

import pasvport.doctor.explain.Event.Segment;

/** TCP flags as firewalls write them. */
final class Segments {

  private Segments() {}

  static Segment of(boolean syn, boolean ack, boolean rst, boolean fin) {
    if (rst) {
      return Segment.RST;
    }
    if (syn) {
      return ack ? Segment.SYN_ACK : Segment.SYN;
    }
    return fin ? Segment.FIN : Segment.OTHER;
  }

  /** A letter each, {@code A} or {@code .} for ACK. */
  static Segment ofLetters(String letters) {
    return of(
        letters.indexOf('S') >= 0,
        letters.indexOf('A') >= 0 || letters.indexOf('.') >= 0,
        letters.indexOf('R') >= 0,
        letters.indexOf('F') >= 0);
  }
}
