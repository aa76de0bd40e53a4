package pasvport.doctor.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** One way for data to go, and whether it is open. */
public record Way(String family, boolean encrypted, boolean passive, State state) {

  /** What is known of it. */
  public enum State {
    WORKS,
    FAILS,
    UNTRIED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For people: {@code passive mode over IPv4 under TLS}. */
  public String words() {
    return "%s mode over %s %s"
        .formatted(passive ? "passive" : "active", family, encrypted ? "under TLS" : "in clear");
  }

  /** The ways that were tried, or could have been. */
  static List<Way> all(Facts facts) {
    var ways = new ArrayList<Way>();
    for (var family : List.of("IPv4", "IPv6")) {
      for (boolean encrypted : new boolean[] {false, true}) {
        for (boolean passive : new boolean[] {true, false}) {
          var tries =
              facts
                  .transfers(transfer ->
                      ordinary(transfer)
                          && Addresses.family(transfer.peer().getAddress()).equals(family)
                          && transfer.encrypted() == encrypted
                          && transfer.mode().passive() == passive)
                  .toList();
          ways.add(new Way(family, encrypted, passive, state(tries.stream())));
        }
      }
    }
    return ways;
  }

  /** Whether it is what a client does, and no experiment. */
  private static boolean ordinary(Transfer transfer) {
    return transfer.content() != Content.NOTHING
        && transfer.encrypted() == transfer.protection().encrypted()
        && transfer.encrypted() == transfer.resuming();
  }

  private static State state(Stream<Transfer> tries) {
    var all = tries.toList();
    return all.isEmpty()
        ? State.UNTRIED
        : all.stream().anyMatch(Transfer::worked) ? State.WORKS : State.FAILS;
  }
}
