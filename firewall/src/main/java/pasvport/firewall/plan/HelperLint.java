package pasvport.firewall.plan;

import java.util.Map;
import java.util.stream.Stream;
import pasvport.firewall.need.Purpose;

/** Firewalls that read FTP, wanted or not. */
final class HelperLint {

  /** Firewalls whose helper is on unless switched off, and how that is done there. */
  private static final Map<String, String> ON_BY_ITSELF =
      Map.of(
          "mikrotik", "/ip firewall service-port set ftp disabled=yes",
          "cisco-asa", "no inspect ftp, in the policy-map global_policy",
          "cisco-ios", "take ip inspect ... ftp away; its NAT rewrites FTP at port 21 too",
          "fortigate", "delete the entry for ftp in config system session-helper",
          "junos-srx", "set security alg ftp disable",
          "windows", "Set-NetFirewallSetting -EnableStatefulFtp False",
          "windows-netsh", "netsh advfirewall set global statefulftp disable");

  private HelperLint() {}

  /** A helper ignores, or rewrites, a 227 that names the outside address. */
  static Stream<Finding> onByItself(Lint lint, Draft draft) {
    return draft.profile() == Profile.HELPER
        ? Stream.empty()
        : draft.hops().stream()
            .flatMap(hop ->
                hop.dialect().map(ON_BY_ITSELF::get).stream()
                    .map(off ->
                        new Finding(
                            lint,
                            hop.key() + ".dialect",
                            "%s may read FTP by itself, and then rewrites or drops what names another"
                                    .formatted(hop.needs().name())
                                + " address than the server's own.",
                            "The rules that pasvport rules prints switch it off: %s."
                                .formatted(off))));
  }

  /** The port behind the translation is the one that a helper must be given. */
  static Stream<Finding> translatedPort(Lint lint, Draft draft) {
    return draft.profile() == Profile.HELPER
        ? draft.hops().stream()
            .flatMap(hop ->
                hop.needs().translations().stream()
                    .filter(translation -> translation.purpose() == Purpose.CONTROL)
                    .filter(translation -> !translation.keepsPorts())
                    .limit(1)
                    .map(translation ->
                        new Finding(
                            lint,
                            hop.key() + ".control-port",
                            "The helper at %s must be given port %s, which follows the translation;"
                                    .formatted(hop.needs().name(), translation.insidePorts())
                                + " a rule for %s is accepted there and never matches."
                                    .formatted(translation.outsidePorts()),
                            "Use the rules that pasvport rules prints, or forward the same port.")))
        : Stream.empty();
  }

  static Stream<Finding> related(Lint lint, Draft draft) {
    return draft.profile() == Profile.HELPER
        ? Stream.of(
            new Finding(
                lint,
                "profile",
                "A helper opens what packets say, and who can forge a server's packets from its own"
                    + " network opens any port above 1023.",
                "Accept RELATED for this helper and its ports alone, keep loose=0, and have the"
                    + " firewall check source addresses (rp_filter, antispoof)."))
        : Stream.empty();
  }

  static Stream<Finding> atClients(Lint lint, Draft draft) {
    return draft.profile() == Profile.HELPER && ClientView.of(draft).takesActive()
        ? Stream.of(
            new Finding(
                lint,
                "profile",
                "A helper in front of clients lets a web page open ports of theirs (NAT slipstreaming).",
                "Have clients use passive mode, and switch the helper off in their own firewalls."))
        : Stream.empty();
  }

  static Stream<Finding> stateless(Lint lint, Draft draft) {
    return draft.hops().stream()
        .filter(hop -> hop.dialect().filter("cisco-ios"::equals).isPresent())
        .map(hop ->
            new Finding(
                lint,
                hop.key() + ".dialect",
                "established in an access list of IOS is no state: any packet with ACK set passes.",
                "Use inspection or a zone-based firewall for return traffic where it is there."));
  }
}
