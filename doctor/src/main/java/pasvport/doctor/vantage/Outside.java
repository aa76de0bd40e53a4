package pasvport.doctor.vantage;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.ends.Outer;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Target;
import pasvport.doctor.finding.Diagnosis;
import pasvport.doctor.probe.Examination;
import pasvport.doctor.probe.Resolver;
import pasvport.doctor.probe.Wish;
import pasvport.doctor.report.Report;
import pasvport.doctor.report.ReportJson;
import pasvport.doctor.report.Shape;

/**
 * A vantage in its role outside: it tests servers for those who have proved that they are theirs. A
 * name is looked up once; what was proved is what is tested.
 */
public final class Outside {
  /** A name with more is balanced. */
  private static final int MOST_ADDRESSES = 4;

  private final Ground ground;
  private final Resolver resolver;
  private final Proof proof;
  private final Jobs jobs;
  private final Throttle tests = new Throttle(40, Duration.ofSeconds(2));

  public Outside(Ground ground) {
    this(ground, InetAddress::getAllByName, Zone.ofThisHost(), InstantSource.system());
  }

  Outside(Ground ground, Resolver resolver, Zone zone, InstantSource clock) {
    this.ground = ground;
    this.resolver = resolver;
    proof = new Proof(zone, clock);
    jobs = new Jobs(clock);
  }

  /** What the token's owner must put into the greeting, or into the DNS. */
  public Challenge challenge(Token token, String host) throws RefusedException {
    try {
      return Challenge.of(token, Order.target(host).host());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** Tests a server, once it is proved to be the token's owner's. */
  public Job test(Token token, Wish wish) throws RefusedException {
    tests.pass(token.name());
    var addresses = proved(token, wish.target(), Purpose.ONE_PORT).toArray(InetAddress[]::new);
    return jobs.begin(
        token,
        reader ->
            ReportJson.map(
                Report.of(Diagnosis.of(Examination.of(wish, _ -> addresses.clone(), reader)))));
  }

  /** Tries passive ports of a server, which the end beside it has opened. */
  public Job knock(Token token, Shape order) throws RefusedException {
    return twoSided(token, order, Purpose.EVERY_PORT, Outer::knock);
  }

  /** Plays a client's part at a server, where the end beside it plays the server's. */
  public Job visit(Token token, Shape order) throws RefusedException {
    return twoSided(token, order, Purpose.ONE_PORT, Outer::visit);
  }

  /** One part of a test with two ends. */
  @FunctionalInterface
  private interface Play {
    Map<String, Object> at(Outer outer, Shape order) throws InterruptedException;
  }

  /** What an address must be proved for. */
  private enum Purpose {
    ONE_PORT,
    EVERY_PORT
  }

  private Job twoSided(Token token, Shape order, Purpose purpose, Play play)
      throws RefusedException {
    tests.pass(token.name());
    try {
      var target = Order.target(order.text("target"));
      var address = proved(token, target, purpose).getFirst();
      return jobs.begin(
          token,
          _ -> {
            try {
              return play.at(new Outer(address), order.with("port", target.port()));
            } catch (InterruptedException stopping) {
              Thread.currentThread().interrupt();
              return Map.of();
            }
          });
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** A test that was begun. */
  public Job job(Token token, String id) throws RefusedException {
    return jobs.find(token, id);
  }

  /** The addresses of a target that are proved, at least one. */
  private List<InetAddress> proved(Token token, Target target, Purpose purpose)
      throws RefusedException {
    if (!Proof.isTested(target.port())) {
      throw new RefusedException(
          Refusal.PORT_NOT_TESTED,
          "port %d is not FTP's: 21, 22, 990, and those from 1024 on are tested"
              .formatted(target.port()));
    }
    var all = resolved(target.host());
    var allowed = all.stream().filter(ground::holds).toList();
    if (allowed.isEmpty()) {
      throw new RefusedException(
          Refusal.SPECIAL_ADDRESS,
          "%s is not a public address, and this vantage's operator has not allowed it"
              .formatted(shown(all)));
    }
    var proved = new ArrayList<InetAddress>();
    for (var address : allowed) {
      boolean holds =
          switch (purpose) {
            case ONE_PORT -> proof.holds(token, target, address);
            case EVERY_PORT -> proof.holdsEveryPort(token, target, address);
          };
      if (holds) {
        proved.add(address);
      }
    }
    if (proved.isEmpty()) {
      var challenge = Challenge.of(token, target.host());
      throw RefusedException.unproved(
          "nothing says that %s (%s) is yours: put %s into the greeting of the FTP server at port %s, or into a TXT record at %s if the address has the name %s in the reverse DNS"
              .formatted(
                  target.host(),
                  shown(allowed),
                  challenge.text(),
                  greeter(purpose, target),
                  challenge.record(),
                  challenge.host()),
          challenge);
    }
    return proved;
  }

  /** At which port a greeting would do. */
  private static String greeter(Purpose purpose, Target target) {
    return purpose == Purpose.ONE_PORT || Proof.isPrivileged(target.port())
        ? Integer.toString(target.port())
        : "%d (one at port %d proves that port alone)".formatted(Scheme.FTP.port(), target.port());
  }

  private List<InetAddress> resolved(String host) throws RefusedException {
    try {
      return Stream.of(resolver.addresses(host)).limit(MOST_ADDRESSES).toList();
    } catch (UnknownHostException unknown) {
      throw new RefusedException(Refusal.NAME_NOT_FOUND, host + " has no address");
    }
  }

  private static String shown(List<InetAddress> addresses) {
    return addresses.stream().map(Addresses::shown).collect(Collectors.joining(", "));
  }
}
