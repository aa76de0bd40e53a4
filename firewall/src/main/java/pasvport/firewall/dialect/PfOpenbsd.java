package pasvport.firewall.dialect;

import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;

/**
 * pf of OpenBSD 4.7 and later: translation is part of a rule that passes (pf.conf(5), rdr-to,
 * nat-to, divert-to; ftp-proxy(8)).
 */
public final class PfOpenbsd implements Dialect {

  @Override
  public String name() {
    return "pf-openbsd";
  }

  @Override
  public String title() {
    return "pf (OpenBSD)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, List.of(PfText.PROXY_ON_HOST));
    var name = Names.hop(this, hop);
    var outside = PfText.on(Names.outside(this, hop));
    var inside = PfText.on(Names.inside(this, hop));
    var text = new PfText(hop);
    var page = text.blocks(text.tables());
    PfLoading.whole(page, hop, List.of(PfText.PROXY_ANCHOR));
    hairpin(page, hop, inside);
    for (var need : hop.inward()) {
      page.gap().line("# " + Remark.of(need));
      enter(page, hop, text, need, outside);
      if (hop.place() == Place.FORWARDING) {
        page.line(
            "pass out quick%s %s proto tcp from %s to %s"
                .formatted(
                    inside,
                    PfText.family(need.family()),
                    Helped.is(hop, need) ? "(self)" : text.from(need),
                    PfText.to(need.server(), need.ports())));
      }
    }
    for (var need : hop.outward()) {
      page.gap().line("# " + Remark.of(need));
      leave(page, hop, text, need, outside, inside);
    }
    text.strangers(page, outside);
    return PfLoading.rules(
        hop,
        page.file("pasvport-%s.pf.conf".formatted(name)),
        List.of("anchor \"pasvport\""),
        List.of(PfText.PROXY_ANCHOR));
  }

  private static void enter(Page page, HopNeeds hop, PfText text, Need need, String outside) {
    var family = PfText.family(need.family());
    var translated = Entry.translated(hop, need);
    if (Helped.is(hop, need)) {
      for (var entry : Entry.of(hop, need)) {
        page.line(
            "pass in quick%s %s proto tcp from %s to %s divert-to %s port %d"
                .formatted(
                    outside,
                    family,
                    text.from(need),
                    PfText.to(entry.address(), entry.ports()),
                    PfText.loopback(need.family()),
                    PfText.PROXY_PORT));
      }
    } else if (translated.isEmpty()) {
      page.line(
          "pass in quick%s %s proto tcp from %s to %s"
              .formatted(outside, family, text.from(need), PfText.to(need.server(), need.ports())));
    } else {
      for (var translation : translated) {
        page.line(
            "pass in quick%s %s proto tcp from %s to %s rdr-to %s"
                .formatted(
                    outside,
                    family,
                    text.from(need),
                    PfText.to(Optional.of(translation.outside()), translation.outsidePorts()),
                    PfText.target(translation)));
      }
    }
  }

  private static void leave(
      Page page, HopNeeds hop, PfText text, Need need, String outside, String inside) {
    var flow =
        "%s proto tcp from %s%s to %s port %s"
            .formatted(
                PfText.family(need.family()),
                PfText.server(need),
                PfText.sourcePort(need),
                text.from(need),
                Words.ports(need.ports(), ":"));
    if (hop.place() == Place.FORWARDING) {
      page.line("pass in quick%s %s".formatted(inside, flow));
    }
    page.line(
        "pass out quick%s %s%s"
            .formatted(
                outside,
                flow,
                Departure.of(hop, need)
                    .map(departure -> " nat-to " + Words.address(departure.outside()))
                    .orElse("")));
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
              "pass in quick%s%s rdr-to %s"
                  .formatted(
                      start,
                      PfText.to(Optional.of(each.outside()), each.outsidePorts()),
                      PfText.target(each)))
          .line(
              "pass out quick%s%s nat-to %s"
                  .formatted(
                      start,
                      PfText.to(Optional.of(each.inside()), each.insidePorts()),
                      PfText.own(inside)));
    }
  }
}
