package pasvport.firewall.dialect;

import java.util.function.Predicate;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/** A part of the needs that some language has no words for. */
enum Part {
  FORWARDING("place forwarding", hop -> hop.place() == Place.FORWARDING),
  HOST("place host", hop -> hop.place() == Place.HOST),
  HELPER("profile helper", HopNeeds::usesHelper),
  HELPER_ON_HOST(
      "profile helper on the server's host", hop -> hop.usesHelper() && hop.place() == Place.HOST),
  HELPER_OVER_IPV6("profile helper over IPv6", hop -> hop.usesHelper() && hop.has(Family.IPV6)),
  HELPER_ON_OTHER_PORT(
      "a helper for another port than 21",
      hop -> hop.helperPorts().stream().anyMatch(port -> port != Part.FTP)),
  ACTIVE("active data", hop -> !hop.outward().isEmpty()),
  ACTIVE_FROM_ANY_PORT(
      "active data from any port",
      hop ->
          Departure.of(hop).stream()
              .anyMatch(departure -> departure.need().sourcePort().isEmpty())),
  CLIENTS(
      "the clients' networks",
      hop -> hop.inward().stream().anyMatch(need -> !need.clients().isEmpty())),
  TRANSLATION("translation", hop -> Part.forwards(hop) && !hop.translations().isEmpty()),
  IPV6_TRANSLATION(
      "translation of IPv6",
      hop ->
          Part.forwards(hop)
              && hop.translations().stream().anyMatch(each -> each.family() == Family.IPV6)),
  SHIFTED_PORT(
      "a port translated to another",
      hop ->
          Part.forwards(hop) && hop.translations().stream().anyMatch(each -> !each.keepsPorts())),
  SHIFTED_RANGE(
      "a range translated to other ports",
      hop ->
          Part.forwards(hop)
              && hop.translations().stream()
                  .anyMatch(each -> !each.keepsPorts() && each.insidePorts().size() > 1)),
  UNTRANSLATED(
      "forwarding without translation",
      hop ->
          Part.forwards(hop)
              && hop.inward().stream().anyMatch(need -> Entry.translated(hop, need).isEmpty())),
  HAIRPIN("hairpin", hop -> !hop.hairpin().isEmpty()),
  IPV6_HAIRPIN(
      "hairpin over IPv6",
      hop ->
          hop.hairpin().stream().anyMatch(network -> Family.of(network.address()) == Family.IPV6)),
  DROPPED_REST("rest: drop", hop -> hop.rest() == Rest.DROP);

  private static final int FTP = 21;

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
  private final Predicate<HopNeeds> occurs;

  Part(String text, Predicate<HopNeeds> occurs) {
    this.text = text;
    this.occurs = occurs;
  }

  boolean isIn(HopNeeds hop) {
    return occurs.test(hop);
  }

  /** As messages name it. */
  String text() {
    return text;
  }

  private static boolean forwards(HopNeeds hop) {
    return hop.place() == Place.FORWARDING;
  }
}
