package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.Optional;

/** What a rule does with a packet. */
sealed interface Action {

  /** Ends the base chain. */
  record Accept() implements Action {}

  /** Drops or rejects. */
  record Drop() implements Action {}

  record Return() implements Action {}

  /** Goes through another chain, and comes back if that says nothing. */
  record Jump(String chain) implements Action {}

  /** Goes through another chain, and on where this chain was called. */
  record Goto(String chain) implements Action {}

  /** Changes a mark: keeps these bits, then flips those. */
  record SetMark(boolean ofConnection, long keep, long flip) implements Action {
    Box apply(Box box) {
      return ofConnection
          ? box.marked((box.connectionMark() & keep) ^ flip, box.packetMark())
          : box.marked(box.connectionMark(), (box.packetMark() & keep) ^ flip);
    }
  }

  /**
   * Ends the chain of NAT: the connection goes elsewhere.
   *
   * @param to the address; empty, it stays
   * @param ports of which one is taken, the same where it is among them; empty, they stay
   */
  record Translate(Optional<BigInteger> to, Optional<Interval> ports) implements Action {

    /** The packets as they go on; empty, if more than one port becomes of one. */
    Optional<Box> apply(Box box) {
      var port = box.at(Dimension.DESTINATION_PORT);
      boolean stays = ports.isEmpty() || ports.get().contains(port);
      boolean one = ports.isPresent() && ports.get().first().equals(ports.get().last());
      if (!stays && !one) {
        return Optional.empty();
      }
      return Optional.of(
          box.translatedTo(
              to.map(address -> new Interval(address, address))
                  .orElse(box.at(Dimension.DESTINATION)),
              stays ? port : ports.get()));
    }
  }

  /** Something that this program does not understand and that may decide. */
  record Unknown(String words) implements Action {}
}
