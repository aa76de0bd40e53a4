package pasvport.doctor.explain.join;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Expected;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;

/**
 * The order in which entries of several logs are told: by time; and within a second, where one of
 * the logs has no more than seconds, in the order in which FTP does things.
 */
final class Sequence {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final int FIRST_PACKET = 0;
  private static final int LAST_WORD = 8;

  private Sequence() {}

  /** Each entry once. */
  static List<Entry> ordered(Stream<Entry> entries) {
    var each = entries.distinct().toList();
    var coarse = each.stream().anyMatch(entry -> entry.stamp().precision().compareTo(SECOND) >= 0);
    Comparator<Entry> byTime = Comparator.comparing(entry -> entry.stamp().at());
    return each.stream()
        .sorted(
            coarse
                ? Comparator.<Entry>comparingLong(entry -> entry.stamp().at().getEpochSecond())
                    .thenComparingInt(Sequence::rank)
                    .thenComparing(byTime)
                : byTime)
        .toList();
  }

  private static int rank(Entry entry) {
    return switch (entry.event()) {
      case Packet packet -> ControlPorts.isOne(packet.flow().to().port()) ? FIRST_PACKET : 5;
      case Connected _ -> 1;
      case LoggedIn _ -> 2;
      case Said said when DataConnection.VERBS.contains(said.verb()) -> said.code() == 0 ? 4 : 7;
      case Said said when said.code() < 200 && said.verb().isEmpty() -> 6;
      case Said said when Announced.in(said).isPresent() || !said.verb().isEmpty() -> 3;
      case Expected _ -> 4;
      case DataOpened _ -> 6;
      case Transferred _, Remarked _, Said _ -> 7;
      case Ended _, Left _ -> LAST_WORD;
    };
  }
}
