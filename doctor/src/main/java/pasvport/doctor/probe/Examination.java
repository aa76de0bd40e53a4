package pasvport.doctor.probe;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Line;
import pasvport.doctor.fact.Lookup;
import pasvport.doctor.fact.Scheme;

/** A whole test: every address of a name, each in all ways that the scheme asks for. */
public final class Examination {
  /** Of each family; a name with more is balanced, and its addresses are alike. */
  private static final int MOST_ADDRESSES = 2;

  private Examination() {}

  /**
   * Gathers the facts; takes seconds where all is well, about a minute where nothing answers.
   *
   * @param reader sees each line as it happens, from several threads but one at a time
   */
  public static Facts of(Wish wish, Consumer<Line> reader) {
    return of(wish, InetAddress::getAllByName, reader);
  }

  /** As {@link #of(Wish, Consumer)}, with another way to look up the name. */
  public static Facts of(Wish wish, Resolver resolver, Consumer<Line> reader) {
    var began = Instant.now();
    var transcript = new Transcript(reader);
    var test = new Case(wish, transcript);
    var lookup = lookup(wish.target().host(), resolver, transcript);
    var threads = new Together();
    for (var address : chosen(lookup.addresses())) {
      var peer = new InetSocketAddress(address, wish.target().port());
      threads.execute(
          wish.target().scheme() == Scheme.SFTP
              ? () -> new SshCourse(test, peer).run()
              : () -> new AddressCourse(test, peer, threads).run());
    }
    threads.await();
    bySftp(test);
    return test.facts(began, lookup);
  }

  /** One after another, so that a password that was refused is not sent again. */
  private static void bySftp(Case test) {
    if (!test.mayLogInBySsh()) {
      return;
    }
    for (var peer : test.answeringSsh()) {
      if (!test.refusedBySsh()) {
        new SftpCourse(test, peer).run();
      }
    }
  }

  private static Lookup lookup(String host, Resolver resolver, Transcript transcript) {
    transcript.done(0, "looking up " + host);
    try {
      return new Lookup(host, Arrays.asList(resolver.addresses(host)), Optional.empty());
    } catch (UnknownHostException unknown) {
      return new Lookup(host, List.of(), Optional.of("it has no address"));
    }
  }

  private static List<InetAddress> chosen(List<InetAddress> all) {
    return Stream.concat(
            all.stream().filter(Inet4Address.class::isInstance).limit(MOST_ADDRESSES),
            all.stream()
                .filter(address -> !(address instanceof Inet4Address))
                .limit(MOST_ADDRESSES))
        .toList();
  }
}
