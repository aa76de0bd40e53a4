package pasvport.firewall.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import pasvport.firewall.need.HopNeeds;

/** Identifiers for what Pasvport writes: the same each time, so that a later text replaces it. */
final class StableId {

  private StableId() {}

  static UUID of(HopNeeds hop, String what) {
    return UUID.nameUUIDFromBytes(Remark.of(hop, what).getBytes(UTF_8));
  }
}
