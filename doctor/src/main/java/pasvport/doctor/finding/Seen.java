package pasvport.doctor.finding;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Session;
import pasvport.doctor.fact.Transfer;

/** Questions that many checks ask of the facts. */
final class Seen {
  private Seen() {}

  /** Passive data connections that were attempted. */
  static Stream<Transfer> passive(Facts facts) {
    return facts.transfers(transfer ->
        transfer.mode().passive()
            && (transfer.connected().open() || transfer.connected().failed()));
  }

  /** Of these, those that fit. */
  static Stream<Transfer> passive(Facts facts, Predicate<Transfer> fits) {
    return passive(facts).filter(fits);
  }

  static boolean open(Transfer transfer) {
    return transfer.connected().open();
  }

  static boolean silent(Transfer transfer) {
    return transfer.connected().silent();
  }

  static boolean overTls(Transfer transfer) {
    return transfer.protection().encrypted();
  }

  static boolean inClear(Transfer transfer) {
    return !overTls(transfer);
  }

  /** Whether this way of asking has carried something, anywhere. */
  static boolean worked(Facts facts, Mode... modes) {
    return facts
        .transfers(transfer -> transfer.content() != Content.NOTHING && transfer.worked())
        .anyMatch(transfer -> Stream.of(modes).anyMatch(mode -> mode == transfer.mode()));
  }

  static boolean passiveWorked(Facts facts) {
    return worked(facts, Mode.PASV, Mode.EPSV);
  }

  static boolean activeWorked(Facts facts) {
    return worked(facts, Mode.PORT, Mode.EPRT);
  }

  /** The transfers asked for in this way. */
  static Stream<Transfer> by(Facts facts, Mode... modes) {
    return facts.transfers(transfer -> Stream.of(modes).anyMatch(mode -> mode == transfer.mode()));
  }

  /** A transfer one of whose replies says this, in any case. */
  static Optional<Transfer> saying(Facts facts, String... texts) {
    return facts
        .transfers(transfer ->
            Stream.of(transfer.arranged(), transfer.begun(), transfer.finished())
                .anyMatch(reply -> says(reply, texts)))
        .findFirst();
  }

  static boolean says(Heard reply, String... texts) {
    return Stream.of(texts).anyMatch(reply::says);
  }

  /** The sessions that got a greeting of 2yz. */
  static Stream<Session> greeted(Facts facts) {
    return facts.sessions().stream().filter(session -> session.greeting().is(2));
  }
}
