package pasvport.firewall.live;

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

  /** Something that this program does not understand and that may decide. */
  record Unknown(String words) implements Action {}
}
