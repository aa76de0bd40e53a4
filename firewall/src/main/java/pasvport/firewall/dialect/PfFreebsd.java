package pasvport.firewall.dialect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;

/**
 * pf of FreeBSD: rules that translate come first and pass nothing; filter rules see what they made
 * of the packet (pf.conf(5): rdr, nat; ftp-proxy(8)).
 */
public final class PfFreebsd implements Dialect {

  private static final List<String> TRANSLATING_PROXY_ANCHORS =
      List.of("nat-anchor \"ftp-proxy/*\"", "rdr-anchor \"ftp-proxy/*\"");

  @Override
  public String name() {
    return "pf-freebsd";
  }

  @Override
  public String title() {
    return "pf (FreeBSD)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, List.of(PfText.PROXY_ON_HOST));
    var name = Names.hop(this, hop);
    var outside = PfText.on(Names.outside(this, hop));
    var inside = PfText.on(Names.inside(this, hop));
    var text = new PfText(hop);
    var page = text.tables();
    PfLoading.whole(page, hop, TRANSLATING_PROXY_ANCHORS);
    hairpin(page, hop, inside);
    for (var need : hop.inward()) {
      redirect(page, hop, text, need, outside);
    }
    for (var departure : Departure.of(hop)) {
      depart(page, text, departure, outside);
    }
    text.blocks(page);
    PfLoading.whole(page, hop, List.of(PfText.PROXY_ANCHOR));
    for (var need : hop.inward()) {
      page.gap().line("# " + Remark.of(need));
      enter(page, hop, text, need, outside, inside);
    }
    for (var need : hop.outward()) {
      page.gap().line("# " + Remark.of(need));
      leave(page, hop, text, need, outside, inside);
    }
    text.strangers(page, outside);
    return PfLoading.rules(
        hop,
        page.file("pasvport-%s.pf.conf".formatted(name)),
        List.of("nat-anchor \"pasvport\"", "rdr-anchor \"pasvport\"", "anchor \"pasvport\""),
        Stream.concat(TRANSLATING_PROXY_ANCHORS.stream(), Stream.of(PfText.PROXY_ANCHOR)).toList());
  }

  private static void hairpin(Page page, HopNeeds hop, String inside) {
    for (var hairpin : Hairpin.of(hop)) {
      var start =
          "%s %s proto tcp from %s to "
              .formatted(inside, PfText.family(hairpin.family()), hairpin.network());
      var each = hairpin.translation();
      page.gap()
          .line("# " + hairpin.remark())
          .line(
              "rdr pass%s%s -> %s"
                  .formatted(
                      start,
                      PfText.to(Optional.of(each.outside()), each.outsidePorts()),
                      PfText.target(each)))
          .line(
              "nat pass%s%s -> %s"
                  .formatted(
                      start,
                      PfText.to(Optional.of(each.inside()), each.insidePorts()),
                      PfText.own(inside)));
    }
  }

  private static void redirect(Page page, HopNeeds hop, PfText text, Need need, String outside) {
    var start =
        "rdr%s %s proto tcp from %s to "
            .formatted(outside, PfText.family(need.family()), text.from(need));
    if (Helped.is(hop, need)) {
      page.gap().line("# through ftp-proxy: " + Remark.of(need));
      for (var entry : Entry.of(hop, need)) {
        page.line(
            "%s%s -> %s port %d"
                .formatted(
                    start,
                    PfText.to(entry.address(), entry.ports()),
                    PfText.loopback(need.family()),
                    PfText.PROXY_PORT));
      }
      return;
    }
    for (var translation : Entry.translated(hop, need)) {
      page.gap()
          .line("# translated: " + Remark.of(need))
          .line(
              "%s%s -> %s"
                  .formatted(
                      start,
                      PfText.to(Optional.of(translation.outside()), translation.outsidePorts()),
                      PfText.target(translation)));
    }
  }

  private static void depart(Page page, PfText text, Departure departure, String outside) {
    var need = departure.need();
    page.gap()
        .line("# translated: " + Remark.of(need))
        .line(
            "nat%s %s proto tcp from %s%s to %s -> %s"
                .formatted(
                    outside,
                    PfText.family(need.family()),
                    Words.address(departure.server()),
                    PfText.sourcePort(need),
                    text.from(need),
                    Words.address(departure.outside())));
  }

  private static void enter(
      Page page, HopNeeds hop, PfText text, Need need, String outside, String inside) {
    var start =
        " %s proto tcp from %s to ".formatted(PfText.family(need.family()), text.from(need));
    var server = PfText.to(need.server(), need.ports());
    if (Helped.is(hop, need)) {
      page.line(
              "pass in quick%s%s%s port %d keep state"
                  .formatted(outside, start, PfText.loopback(need.family()), PfText.PROXY_PORT))
          .line(
              "pass out quick%s %s proto tcp from (self) to %s keep state"
                  .formatted(inside, PfText.family(need.family()), server));
      return;
    }
    page.line("pass in quick%s%s%s keep state".formatted(outside, start, server));
    if (hop.place() == Place.FORWARDING) {
      page.line("pass out quick%s%s%s keep state".formatted(inside, start, server));
    }
  }

  private static void leave(
      Page page, HopNeeds hop, PfText text, Need need, String outside, String inside) {
    var family = PfText.family(need.family());
    var to = "to %s port %s keep state".formatted(text.from(need), Words.ports(need.ports(), ":"));
    var own = PfText.server(need) + PfText.sourcePort(need);
    if (hop.place() == Place.FORWARDING) {
      page.line("pass in quick%s %s proto tcp from %s %s".formatted(inside, family, own, to));
    }
    page.line(
        "pass out quick%s %s proto tcp from %s %s"
            .formatted(
                outside,
                family,
                Departure.of(hop, need).map(each -> Words.address(each.outside())).orElse(own),
                to));
  }
}
