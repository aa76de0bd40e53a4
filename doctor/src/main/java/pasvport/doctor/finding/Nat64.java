package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The server is reached through NAT64. */
final class Nat64 implements Check {
  private static final Kind KIND =
      Kind.of(
          "nat64",
          "A10",
          Severity.NOTE,
          "the server is reached through NAT64, which does not translate EPRT and PORT",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Doors.all(facts)
        .filter(door -> Addresses.isNat64(door.peer().getAddress()))
        .findFirst()
        .map(door ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s is an IPv4 server seen through NAT64; without an ALG (RFC 6384) only EPSV can work."
                        .formatted(Addresses.shown(door.peer())))
                .because(door.evidence())
                .remedy("Use passive mode with EPSV, which clients do over IPv6.")
                .affecting(Effects.NO_ACTIVE));
  }
}
