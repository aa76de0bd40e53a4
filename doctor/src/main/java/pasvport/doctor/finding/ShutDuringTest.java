package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** What was open is shut in the middle of the test. */
final class ShutDuringTest implements Check {
  private static final Kind KIND =
      Kind.of(
          "shut-during-test",
          "A6",
          Severity.WARNING,
          "the control port was open, and later connections are refused or dropped",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var first = facts.sessions().stream().filter(session -> session.greeting().is(2)).findFirst();
    return first.flatMap(open ->
        facts.sessions().stream()
            .filter(session ->
                session.number() > open.number()
                    && session.peer().equals(open.peer())
                    && session.connected().failed())
            .findFirst()
            .map(shut ->
                KIND.finding(
                        Certainty.LIKELY,
                        "%s let this client in, and then no more: something bans or limits it, such as fail2ban or a limit of new connections in a firewall."
                            .formatted(Addresses.shown(shut.peer())))
                    .because(Evidence.connecting(open), Evidence.connecting(shut))
                    .remedy(
                        "On the server and every firewall before it: fail2ban-client status, nft list ruleset (limit, meter, ct count); let the client address %s in."
                            .formatted(Doors.clientOf(open)),
                        "This test makes up to ten control connections, as clients with several transfers do.")
                    .affecting(Effects.all("works, and suddenly times out"))));
  }
}
