package pasvport.doctor.probe;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Transfer;

/**
 * Data connections one after another in one way of connecting: as many in a session as it bears,
 * then in the next.
 */
final class Rounds {
  /** Each takes seconds, and a fourth says nothing that three did not. */
  private static final int MOST_SILENT = 3;

  /** Each has waited for its last reply for long. */
  private static final int MOST_UNFINISHED = 2;

  private final Case test;
  private final InetSocketAddress peer;
  private final Protection protection;
  private final Optional<String> version;
  private final Executor threads;
  private final Listed listed;
  private final Set<Mode> unanswered = EnumSet.noneOf(Mode.class);
  private int silent;
  private int unfinished;

  Rounds(
      Case test,
      InetSocketAddress peer,
      Protection protection,
      Optional<String> version,
      Executor threads) {
    this.test = test;
    this.peer = peer;
    this.protection = protection;
    this.version = version;
    this.threads = threads;
    this.listed = new Listed(test.target().path());
  }

  /** Begins a session. */
  Visit open() {
    return new Visit(test, peer, protection, version).begin();
  }

  /** Runs errands, the first of them in a session that was begun; ends what it leaves open. */
  void run(Visit first, List<Errand> errands) {
    var left = new ArrayDeque<>(errands);
    var visit = first;
    if (visit.usable() && !test.idle().isZero() && errands.size() > 1) {
      threads.execute(this::idle);
    }
    while (!left.isEmpty() && !test.outOfTime()) {
      if (!visit.usable()) {
        visit.close();
        visit = open();
        if (!visit.usable()) {
          break;
        }
      }
      one(visit, left.remove());
    }
    visit.close();
  }

  private void one(Visit visit, Errand errand) {
    if (unanswered.contains(errand.mode())
        || unfinished >= MOST_UNFINISHED
        || (errand.content() == Content.NOTHING && silent >= MOST_SILENT)) {
      return;
    }
    if (protection.encrypted() && !visit.protectData(errand.encrypted())) {
      return;
    }
    switch (errand.content()) {
      case NOTHING -> judge(visit.run(errand, _ -> {}), errand);
      case LISTING -> judge(visit.run(errand.named(listed.folder()), listed::read), errand);
      case UPLOAD -> upload(visit, errand);
      case DOWNLOAD -> download(visit, errand);
    }
  }

  private void upload(Visit visit, Errand errand) {
    var name = listed.folder() + "pasvport-test-" + System.nanoTime() + ".bin";
    var transfer = visit.run(errand.named(name), _ -> {});
    judge(transfer, errand);
    if (transfer.begun().is(1)) {
      visit.delete(name);
    }
  }

  private void download(Visit visit, Errand errand) {
    listed
        .subfolder()
        .ifPresent(folder ->
            visit.run(
                new Errand(
                    errand.mode(),
                    Content.LISTING,
                    folder,
                    errand.encrypted(),
                    errand.resuming(),
                    false),
                bytes -> listed.readBelow(folder, bytes)));
    listed
        .file()
        .filter(_ -> visit.usable())
        .ifPresent(file -> judge(visit.run(errand.named(file), _ -> {}), errand));
  }

  private void judge(Transfer transfer, Errand errand) {
    if (transfer.arranged().silence() || transfer.arranged().closed()) {
      unanswered.add(errand.mode());
    }
    unfinished += transfer.finished().silence() ? 1 : 0;
    if (!errand.mode().passive()) {
      return;
    }
    silent += transfer.connected().silent() ? 1 : 0;
    boolean undecided =
        transfer.connected().silent()
            || (transfer.connected().open() && transfer.begun().silence());
    if (undecided && test.firstToAskVerdict()) {
      threads.execute(() -> askVerdict(errand));
    }
  }

  /** The same once more, until the server itself says how it saw it. */
  private void askVerdict(Errand errand) {
    try (var visit = open()) {
      if (visit.usable() && (!protection.encrypted() || visit.protectData(errand.encrypted()))) {
        visit.run(
            new Errand(
                errand.mode() == Mode.PASV ? Mode.PASV : Mode.EPSV,
                Content.LISTING,
                listed.folder(),
                errand.encrypted(),
                errand.resuming(),
                true),
            _ -> {});
      }
    }
  }

  private void idle() {
    try (var visit = open()) {
      // Sessions of TLS are forgotten too, and then a data connection cannot resume.
      if (visit.usable()
          && visit.idle()
          && (!protection.encrypted() || visit.protectData(/* encrypted= */ true))) {
        visit.run(
            new Errand(
                Mode.EPSV,
                Content.LISTING,
                listed.folder(),
                protection.encrypted(),
                protection.encrypted(),
                false),
            _ -> {});
      }
    }
  }
}
