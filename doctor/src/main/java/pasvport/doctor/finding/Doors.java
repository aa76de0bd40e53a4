package pasvport.doctor.finding;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Session;
import pasvport.doctor.fact.Target;

/** The control ports that were knocked at, of FTP and of SSH. */
final class Doors {
  private Doors() {}

  /** One knock. */
  record Door(InetSocketAddress peer, Connected connected) {

    String family() {
      return Addresses.family(peer.getAddress());
    }

    String evidence() {
      return "%s: %s".formatted(Addresses.shown(peer), Evidence.told(connected));
    }

    /** Whether it is this machine that has no way, in any direction, for the family. */
    boolean lackedHere() {
      return connected instanceof Connected.Unreachable(var said, var _)
          && said.contains("Network is unreachable");
    }
  }

  static Stream<Door> all(Facts facts) {
    return Stream.concat(
        facts.sessions().stream().map(session -> new Door(session.peer(), session.connected())),
        facts.sshes().stream().map(ssh -> new Door(ssh.peer(), ssh.connected())));
  }

  /** The first, if it was shut in this way, and no other was open. */
  static Optional<Door> shut(Facts facts, Class<? extends Connected> how) {
    return all(facts).anyMatch(door -> door.connected().open())
        ? Optional.empty()
        : all(facts)
            .filter(door -> !door.connected().open())
            .findFirst()
            .filter(door -> how.isInstance(door.connected()));
  }

  /** The tested URL with another scheme. */
  static String url(Facts facts, Scheme scheme, Session session) {
    return new Target(
            scheme,
            facts.target().host(),
            session.peer().getPort(),
            facts.target().path(),
            Optional.empty())
        .toString();
  }

  /** This machine's address, as far as it knows. */
  static String clientOf(Session session) {
    return session.connected() instanceof Connected.Open open
        ? Addresses.shown(open.local().getAddress())
        : "of this machine";
  }
}
