package pasvport.firewall.live;

/** What a rule asks of a packet. */
sealed interface Condition {

  /** A number of the packet is among these. */
  record Within(Dimension dimension, Intervals values) implements Condition {}

  /** It is so, or not, with every first packet of a TCP connection of this family. */
  record Always(boolean holds) implements Condition {}

  /** Some bits of a mark have a value, or have not. */
  record Mark(boolean ofConnection, long bits, long value, boolean equal) implements Condition {
    boolean holds(Box box) {
      long mark = ofConnection ? box.connectionMark() : box.packetMark();
      return ((mark & bits) == value) == equal;
    }
  }

  /** The destination was translated, or was not. */
  record Translated(boolean wanted) implements Condition {}

  /** Nothing that this program understands. */
  record Unknown(String words) implements Condition {}
}
