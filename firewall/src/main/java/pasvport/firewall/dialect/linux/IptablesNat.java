package pasvport.firewall.dialect.linux;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;
import pasvport.site.Network;

/** The rules of iptables that translate addresses and set the helper, for one family. */
final class IptablesNat {

  static final String HELPER = Iptables.CHAINS + "-HELPER";
  static final String DESTINATION = Iptables.CHAINS + "-DNAT";
  static final String SOURCE = Iptables.CHAINS + "-SNAT";

  private final HopNeeds hop;
  private final List<Opening> openings;
  private final List<Translation> translations;
  private final List<Network> hairpin;

  IptablesNat(HopNeeds hop, Family family) {
    this.hop = hop;
    this.openings = Opening.of(hop).stream().filter(opening -> opening.family() == family).toList();
    this.translations =
        hop.translations().stream().filter(translation -> translation.family() == family).toList();
    this.hairpin = Opening.hairpin(hop, family);
  }

  /** Rules of {@link #HELPER}; before translation, so that address and port are the outside's. */
  List<String> helpers() {
    return openings.stream()
        .filter(opening -> opening.hasHelper(hop))
        .flatMap(this::helper)
        .toList();
  }

  private Stream<String> helper(Opening control) {
    var seen = control.before(translations);
    return IptablesRule.between(seen, /* back= */ false)
        .map(rule ->
            rule.add("-p tcp -m tcp --dport " + IptablesRule.ports(seen.need().ports()))
                .in(HELPER, control.comment(), "CT --helper ftp"));
  }

  /** Rules of {@link #DESTINATION}. */
  List<String> destinations() {
    return translations.stream().map(this::destination).toList();
  }

  private String destination(Translation translation) {
    var rule = new IptablesRule().add("-d " + IptablesRule.single(translation.outside()));
    if (hairpin.isEmpty()) {
      hop.outside().ifPresent(device -> rule.add("-i " + device));
    }
    return rule.add("-p tcp -m tcp --dport " + IptablesRule.ports(translation.outsidePorts()))
        .in(
            DESTINATION,
            Comment.of(translation.purpose().text()),
            "DNAT --to-destination " + target(translation));
  }

  /** Without a port each port stays; a range needs the first port outside to be a shift. */
  private static String target(Translation translation) {
    if (translation.keepsPorts()) {
      return HostText.written(translation.inside());
    }
    var shifted = Nft.beforePort(translation.inside()) + ":" + translation.insidePorts();
    return translation.outsidePorts().size() == 1
        ? shifted
        : shifted + "/" + translation.outsidePorts().first();
  }

  /** Rules of {@link #SOURCE}. */
  List<String> sources() {
    return Stream.concat(
            hairpins(), openings.stream().filter(Opening::isOutward).flatMap(this::source))
        .toList();
  }

  /** Else the server answers a client behind this hop directly, from an address it never called. */
  private Stream<String> hairpins() {
    return translations.stream()
        .map(translation -> IptablesRule.single(translation.inside()))
        .distinct()
        .flatMap(server ->
            hairpin.stream()
                .map(network ->
                    new IptablesRule()
                        .add("-s " + network)
                        .add("-d " + server)
                        .add("-m conntrack --ctstate DNAT")
                        .in(SOURCE, "clients behind this hop (hairpin)", "MASQUERADE")));
  }

  /** Active data comes from the address that the client knows. */
  private Stream<String> source(Opening opening) {
    return translations.stream()
        .filter(translation -> opening.server().equals(Optional.of(translation.inside())))
        .limit(1)
        .flatMap(translation ->
            IptablesRule.between(opening, /* back= */ true)
                .map(rule ->
                    rule.opens(opening)
                        .in(
                            SOURCE,
                            opening.comment(),
                            "SNAT --to-source " + HostText.written(translation.outside()))));
  }
}
