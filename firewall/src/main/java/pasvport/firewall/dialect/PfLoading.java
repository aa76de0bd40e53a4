package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Rest;

/** How rules of pf are put in force: an anchor of their own, or the whole ruleset. */
final class PfLoading {

  private PfLoading() {}

  /**
   * The anchors of ftp-proxy(8), where these rules are the whole: they stand in no other anchor.
   */
  static void whole(Page page, HopNeeds hop, List<String> proxyAnchors) {
    if (hop.usesHelper() && hop.rest() == Rest.DROP) {
      page.gap().lines(proxyAnchors);
    }
  }

  /**
   * The rules with the way to load them.
   *
   * @param anchors what the administrator's pf.conf must have, above its own rules that match
   * @param proxyAnchors those of ftp-proxy(8), which it must have too if the helper is used
   */
  static Rules rules(
      HopNeeds hop, Rules.File file, List<String> anchors, List<String> proxyAnchors) {
    var whole = hop.rest() == Rest.DROP;
    var load =
        whole
            ? List.of("pfctl -nf " + file.name(), "pfctl -f " + file.name())
            : List.of(
                "pfctl -a pasvport -nf " + file.name(), "pfctl -a pasvport -f " + file.name());
    var notes = new ArrayList<String>();
    if (whole) {
      notes.add("These rules are the whole of pf.conf: nothing else passes inwards.");
    } else {
      notes.add(
          "The rules stand in an anchor; pf.conf must hold, above its own rules that match: %s"
              .formatted(
                  Stream.of(anchors, hop.usesHelper() ? proxyAnchors : List.<String>of())
                      .flatMap(List::stream)
                      .collect(joining("; "))));
    }
    if (hop.logsDrops()) {
      notes.add(
          "What is dropped is logged to pflog0 (tcpdump -n -e -ttt -i pflog0); pf has no limit of"
              + " the rate of its log.");
    }
    if (hop.usesHelper()) {
      notes.add("Run ftp-proxy, which is the helper: " + proxies(hop));
    }
    return new Rules(List.of(file), load, notes);
  }

  private static String proxies(HopNeeds hop) {
    return Helped.of(hop).stream()
        .flatMap(need ->
            need.server().stream().map(server -> PfText.proxy(server, need.ports().first())))
        .distinct()
        .reduce((first, second) -> first + "; " + second)
        .orElse("");
  }
}
