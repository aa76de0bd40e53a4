package pasvport.doctor.probe;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Scheme;

/**
 * All sessions with one address: in clear and under TLS side by side, so that a test whose every
 * second connection is dropped still ends within about a minute. At most three stand at once; few
 * servers allow an address fewer.
 */
final class AddressCourse {
  /** With the two listings behind them they miss a half that is shut once in 128. */
  private static final int ROUNDS = 6;

  private static final Optional<String> ANY_VERSION = Optional.empty();
  private static final Optional<String> OLDER = Optional.of("TLSv1.2");

  private final Case test;
  private final InetSocketAddress peer;
  private final Executor threads;
  private final boolean ipv4;

  AddressCourse(Case test, InetSocketAddress peer, Executor threads) {
    this.test = test;
    this.peer = peer;
    this.threads = threads;
    this.ipv4 = peer.getAddress() instanceof Inet4Address;
  }

  void run() {
    if (test.target().scheme() == Scheme.FTP) {
      var clear = new Rounds(test, peer, Protection.CLEAR, ANY_VERSION, threads);
      var first = clear.open();
      if (!first.connection().open()) {
        first.close();
        return;
      }
      if (first.greetingMissing()) {
        first.close();
        new Visit(test, peer, Protection.IMPLICIT, ANY_VERSION).begin().close();
        return;
      }
      var inClear =
          CompletableFuture.runAsync(
              () -> clear.run(first, Stream.concat(survey(false), extras(false)).toList()),
              threads);
      underTls(Protection.EXPLICIT, shortSurvey());
      inClear.join();
      offerBounce(Protection.CLEAR);
    } else {
      var protection =
          test.target().scheme() == Scheme.FTPS ? Protection.IMPLICIT : Protection.EXPLICIT;
      underTls(protection, Stream.concat(survey(true), extras(true)).toList());
      offerBounce(protection);
    }
  }

  private void underTls(Protection protection, List<Errand> errands) {
    var newest = new Rounds(test, peer, protection, ANY_VERSION, threads);
    var first = newest.open();
    if (!first.handshake().done() || !first.loggedIn()) {
      first.close();
      return;
    }
    newest.run(first, errands);
    var listing = Errand.of(Mode.EPSV, Content.LISTING, true);
    for (var further :
        List.of(
            new Further(OLDER, listing),
            new Further(ANY_VERSION, listing.withoutReuse()),
            new Further(ANY_VERSION, listing.inClear()))) {
      if (test.outOfTime()) {
        return;
      }
      var rounds = new Rounds(test, peer, protection, further.version(), threads);
      rounds.run(rounds.open(), List.of(further.errand()));
    }
  }

  /** Last and in a session of its own, because some firewalls end a session for it. */
  private void offerBounce(Protection protection) {
    if (ipv4 && test.loggedIn() && !test.outOfTime()) {
      try (var visit = new Visit(test, peer, protection, ANY_VERSION).begin()) {
        if (visit.usable()) {
          visit.offerBounce();
        }
      }
    }
  }

  private record Further(Optional<String> version, Errand errand) {}

  private Stream<Errand> survey(boolean encrypted) {
    return Stream.concat(
        IntStream.range(0, ROUNDS)
            .mapToObj(round ->
                Errand.of(
                    ipv4 && round % 2 == 0 ? Mode.PASV : Mode.EPSV, Content.NOTHING, encrypted)),
        shortSurvey(encrypted));
  }

  private List<Errand> shortSurvey() {
    return shortSurvey(true).toList();
  }

  private Stream<Errand> shortSurvey(boolean encrypted) {
    var errands = new ArrayList<Errand>();
    errands.add(Errand.of(Mode.EPSV, Content.LISTING, encrypted));
    errands.add(Errand.of(Mode.PASV, ipv4 ? Content.LISTING : Content.NOTHING, encrypted));
    errands.add(Errand.of(ipv4 ? Mode.PORT : Mode.EPRT, Content.LISTING, encrypted));
    return errands.stream();
  }

  private Stream<Errand> extras(boolean encrypted) {
    var extras = new ArrayList<Errand>();
    if (ipv4) {
      extras.add(Errand.of(Mode.EPRT, Content.LISTING, encrypted));
    }
    if (test.upload()) {
      extras.add(Errand.of(Mode.EPSV, Content.UPLOAD, encrypted));
    }
    extras.add(Errand.of(Mode.EPSV, Content.DOWNLOAD, encrypted));
    return extras.stream();
  }
}
