package pasvport.doctor.finding;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Transfer;

/** Addresses that 227 replies claimed and that are not where the control connection goes. */
final class Claims {
  private Claims() {}

  /** One such reply. */
  record Claim(Transfer transfer, InetAddress address) {

    InetAddress peer() {
      return transfer.peer().getAddress();
    }

    String shown() {
      return Addresses.shown(address);
    }

    String shownPeer() {
      return Addresses.shown(peer());
    }

    String evidence() {
      return Evidence.of(transfer);
    }
  }

  /** The first over IPv4 that fits; a 227 has no room for an address of IPv6. */
  static Optional<Claim> wrong(Facts facts, Predicate<Claim> fits) {
    return Seen.by(facts, Mode.PASV)
        .filter(transfer -> Addresses.family(transfer.peer().getAddress()).equals("IPv4"))
        .flatMap(transfer ->
            transfer
                .claimed()
                .map(InetSocketAddress::getAddress)
                .map(address -> new Claim(transfer, address))
                .stream())
        .filter(claim -> !claim.address().equals(claim.peer()))
        .filter(fits)
        .findFirst();
  }
}
