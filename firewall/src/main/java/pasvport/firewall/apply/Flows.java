package pasvport.firewall.apply;

import static pasvport.firewall.apply.Caller.Mode.ACTIVE;
import static pasvport.firewall.apply.Caller.Mode.EPSV;
import static pasvport.firewall.apply.Caller.Mode.PASV;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;

/** All that is tried in a rehearsal: what must get through, and what must not. */
final class Flows {
  private final Ends ends;
  private final List<Flow> flows = new ArrayList<>();

  private Flows(Ends ends) {
    this.ends = ends;
  }

  static List<Flow> between(Ends ends) throws ApplyException {
    var flows = new Flows(ends);
    for (var need : ends.inward()) {
      var client = ends.client(need.family());
      switch (need.purpose()) {
        case CONTROL -> flows.control(need, client);
        case PASSIVE -> flows.passive(need, client);
        case IMPLICIT_TLS, SFTP, PASS_THROUGH -> flows.other(need, client);
        case ACTIVE -> {}
      }
    }
    return flows.flows;
  }

  private void control(Need need, InetAddress client) {
    var entry = ends.entry(need, need.ports().first());
    var family = text(need.family());
    modes(need.family())
        .forEach(mode ->
            flows.add(
                Flow.transfer(
                    client,
                    entry,
                    mode,
                    mode == ACTIVE
                        ? "an active transfer, " + family
                        : "a passive transfer with %s, %s".formatted(mode, family))));
    ends.stranger(need.family())
        .ifPresent(stranger ->
            flows.add(
                Flow.greeting(
                    stranger,
                    entry,
                    false,
                    "the control port, from " + stranger.getHostAddress())));
  }

  private Stream<Caller.Mode> modes(Family family) {
    var needs = ends.hop().needs(family);
    var helped = ends.hop().usesHelper();
    return Stream.of(EPSV, PASV, ACTIVE)
        .filter(mode ->
            switch (mode) {
              case EPSV -> helped || has(needs, Purpose.PASSIVE);
              case PASV -> family == Family.IPV4 && (helped || has(needs, Purpose.PASSIVE));
              case ACTIVE -> has(needs, Purpose.ACTIVE);
            });
  }

  private static boolean has(List<Need> needs, Purpose purpose) {
    return needs.stream().anyMatch(need -> need.purpose() == purpose);
  }

  private void passive(Need need, InetAddress client) {
    for (var port : ends.beside()) {
      flows.add(
          Flow.greeting(
              client,
              ends.entry(need, port),
              false,
              "port %d, beside the range, %s".formatted(port, text(need.family()))));
    }
  }

  private void other(Need need, InetAddress client) {
    var port = need.ports().first();
    flows.add(
        Flow.greeting(
            client,
            ends.entry(need, port),
            true,
            "%s, port %d, %s".formatted(need.purpose().text(), port, text(need.family()))));
  }

  private static String text(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }
}
