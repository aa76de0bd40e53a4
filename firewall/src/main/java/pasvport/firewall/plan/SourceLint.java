package pasvport.firewall.plan;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.site.Network;

/** From where connections are let in. */
final class SourceLint {

  private SourceLint() {}

  static Stream<Finding> everyone(Lint lint, Draft draft) {
    return draft.site().access().allow().isEmpty()
        ? Stream.of(
            new Finding(
                lint,
                "access.allow",
                "Anyone may come: no client network is named.",
                "If the partners' networks are known, name them; every rule is then for them alone."))
        : Stream.empty();
  }

  static Stream<Finding> denied(Lint lint, Draft draft) {
    var deny = draft.site().access().deny();
    return draft.profile() != Profile.GATEWAY && !deny.isEmpty()
        ? Stream.of(
            new Finding(
                lint,
                "access.deny",
                "%s is turned away by the gateway alone, which is not on this path."
                    .formatted(
                        deny.stream().map(Network::toString).collect(Collectors.joining(", "))),
                "Deny it in the server or the firewall, or name the allowed networks without it."))
        : Stream.empty();
  }

  static Stream<Finding> shadowed(Lint lint, Draft draft) {
    var allow = draft.site().access().allow();
    return IntStream.range(0, allow.size())
        .boxed()
        .flatMap(index ->
            IntStream.range(0, allow.size())
                .filter(other -> other != index)
                .filter(other -> allow.get(other).contains(allow.get(index)))
                .filter(other -> other < index || !allow.get(other).equals(allow.get(index)))
                .limit(1)
                .mapToObj(other ->
                    new Finding(
                        lint,
                        "access.allow[%d]".formatted(index),
                        "%s lies in %s: its rule never decides anything."
                            .formatted(allow.get(index), allow.get(other)),
                        "Remove one of the two.")));
  }

  static Stream<Finding> uncheckedPeer(Lint lint, Draft draft) {
    return draft.profile() != Profile.GATEWAY && !draft.settings().checksPeer()
        ? Stream.of(
            new Finding(
                lint,
                "server-settings.checks-peer",
                "The server takes a data connection from any address, so a stranger who is faster"
                    + " gets the file.",
                "Have it check the peer, and take away what hides the clients' addresses."))
        : Stream.empty();
  }
}
