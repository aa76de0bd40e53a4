package pasvport.doctor.finding;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Transfer;

/** Passive data connections by the address they go to, in clear and under TLS apart. */
final class Lanes {
  private Lanes() {}

  private record Way(InetSocketAddress peer, boolean encrypted) {}

  /** All attempts that went the same way; at least one. */
  record Lane(List<Transfer> tries) {

    String family() {
      return Addresses.family(tries.getFirst().peer().getAddress());
    }

    int port() {
      return tries.getFirst().peer().getPort();
    }

    boolean anyOpen() {
      return tries.stream().anyMatch(Seen::open);
    }

    /** Whether none stands, and at least one got no answer at all. */
    boolean dropped() {
      return !anyOpen() && tries.stream().anyMatch(Seen::silent) && !rejected();
    }

    /**
     * Whether ICMP says no. It is not said to every packet: systems limit how often they do (RFC
     * 1812 section 4.3.2.8).
     */
    boolean rejected() {
      return tries.stream().anyMatch(Lane::isUnreachable)
          && tries.stream().allMatch(each -> isUnreachable(each) || Seen.silent(each));
    }

    private static boolean isUnreachable(Transfer transfer) {
      return transfer.connected() instanceof Connected.Unreachable;
    }

    boolean refused() {
      return tries.stream().allMatch(transfer -> transfer.connected() instanceof Connected.Refused);
    }

    boolean mixed() {
      return anyOpen() && !tries.stream().allMatch(Seen::open) && !byMode();
    }

    /** Whether one and the same port was reached and was not: it is not the port that decides. */
    boolean byTurns() {
      var shut = Ports.of(tries.stream().filter(transfer -> !Seen.open(transfer)));
      return mixed()
          && tries.stream()
              .filter(Seen::open)
              .anyMatch(transfer -> transfer.port().stream().anyMatch(shut.seen()::contains));
    }

    /** How many were reached before the first that was not, if none was after it. */
    OptionalInt reachedFirst() {
      int first = (int) tries.stream().takeWhile(Seen::open).count();
      return first > 0 && tries.stream().skip(first).noneMatch(Seen::open)
          ? OptionalInt.of(first)
          : OptionalInt.empty();
    }

    /** Whether what differs is PASV and EPSV, not ports. */
    private boolean byMode() {
      return tries.stream().collect(Collectors.groupingBy(Transfer::mode)).values().stream()
          .allMatch(
              same -> same.stream().allMatch(Seen::open) || same.stream().noneMatch(Seen::open));
    }
  }

  static Stream<Lane> all(Facts facts) {
    return Seen.passive(facts)
        .collect(
            Collectors.groupingBy(
                transfer -> new Way(transfer.peer(), Seen.overTls(transfer)),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .map(Lane::new);
  }

  /** Of one family. */
  static Stream<Lane> of(Facts facts, String family) {
    return all(facts).filter(lane -> lane.family().equals(family));
  }

  /** Whether over IPv4 all data connections of one mode stand, and all of another fail. */
  static boolean byMode(Facts facts, Mode working, Mode failing) {
    var tries = of(facts, "IPv4").flatMap(lane -> lane.tries().stream()).toList();
    return has(tries, working, Seen::open) && has(tries, failing, each -> !Seen.open(each));
  }

  private static boolean has(List<Transfer> tries, Mode mode, Predicate<Transfer> all) {
    return tries.stream().anyMatch(each -> each.mode() == mode)
        && tries.stream().filter(each -> each.mode() == mode).allMatch(all);
  }

  /** The attempt after which the server itself said that nobody came. */
  static Optional<Transfer> verdict(Facts facts) {
    return Seen.passive(facts, Seen::silent).filter(Lanes::nobodyCame).findFirst();
  }

  /** The same, while for this end the data connection stood. */
  static Optional<Transfer> verdictWhileOpen(Facts facts) {
    return Seen.passive(facts, Seen::open).filter(Lanes::nobodyCame).findFirst();
  }

  private static boolean nobodyCame(Transfer transfer) {
    Heard said = transfer.begun();
    return said.code(425) || said.code(421);
  }
}
