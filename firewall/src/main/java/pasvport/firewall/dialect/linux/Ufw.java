package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/**
 * ufw: its commands for what is let through, and chains of our own in iptables for what it has no
 * words for, which are translation and the helper (ufw(8), ufw-framework(8), 0.36).
 */
public final class Ufw implements Dialect {

  /** What the comments of our rules begin with, by which they are found again. */
  public static final String TAG = "pasvport: ";

  /** The name of the script that loads them. */
  public static final String SCRIPT = "pasvport.ufw";

  @Override
  public String name() {
    return "ufw";
  }

  @Override
  public String title() {
    return "ufw (Ubuntu, Debian)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Device.check(this, hop);
    boolean translates = !hop.translations().isEmpty() || hop.usesHelper();
    var load = new ArrayList<String>();
    if (translates) {
      load.addAll(Iptables.loadTranslation(hop));
    }
    load.addAll(commands(hop));
    var lines =
        new StringBuilder("#!/bin/sh\n# Pasvport: FTP at " + Comment.of(hop.name()) + ".\n");
    lines.append("set -e\n");
    load.forEach(line -> lines.append(line).append('\n'));
    var files = new ArrayList<Rules.File>();
    if (translates) {
      files.addAll(Iptables.translation(hop));
    }
    files.add(new Rules.File(SCRIPT, lines.toString()));
    return new Rules(files, List.of("sh " + SCRIPT), notes(hop, translates));
  }

  private static List<String> commands(HopNeeds hop) {
    var openings = Opening.of(hop);
    var allowed = openings.stream().flatMap(opening -> allow(opening, hop));
    var kept =
        hop.rest() == Rest.DROP && hop.place() == Place.HOST
            ? hop.keep().stream()
                .map(port -> "ufw allow %d/tcp comment '%skept open (keep)'".formatted(port, TAG))
            : Stream.<String>empty();
    var rest =
        hop.rest() == Rest.DROP
            ? Stream.of(
                "ufw default deny " + (hop.place() == Place.HOST ? "incoming" : "routed"),
                "ufw logging " + (hop.logsDrops() ? "low" : "off"))
            : openings.stream()
                .filter(Predicate.not(Opening::isOutward))
                .filter(opening -> !opening.peers().isEmpty())
                .map(opening -> deny(opening, hop))
                .distinct();
    return Stream.of(kept, allowed, rest).flatMap(lines -> lines).toList();
  }

  private static Stream<String> allow(Opening opening, HopNeeds hop) {
    List<Optional<String>> peers =
        opening.peers().isEmpty()
            ? List.of(Optional.empty())
            : opening.peers().stream().map(peer -> Optional.of(peer.toString())).toList();
    return peers.stream()
        .map(peer ->
            rule(opening, hop, "allow", peer.orElse(anyone(opening.family())))
                + " comment '"
                + TAG
                + opening.comment()
                + "'");
  }

  /** FTP from elsewhere than the clients; of two rules the first that matches counts. */
  private static String deny(Opening opening, HopNeeds hop) {
    return rule(
            new Opening(opening.need(), opening.peers(), Optional.empty(), opening.translated()),
            hop,
            hop.logsDrops() ? "deny log" : "deny",
            anyone(opening.family()))
        + " comment '"
        + TAG
        + "FTP from elsewhere than its clients'";
  }

  /** A network rather than {@code any}, which would be of both families. */
  private static String anyone(Family family) {
    return family == Family.IPV4 ? "0.0.0.0/0" : "::/0";
  }

  /** {@code ufw [route] allow [in on …] [out on …] proto tcp from … [port …] to … port …}. */
  private static String rule(Opening opening, HopNeeds hop, String verdict, String peer) {
    boolean outward = opening.isOutward();
    boolean forwards = hop.place() == Place.FORWARDING;
    var words = new StringJoiner(" ");
    words.add(forwards ? "ufw route" : "ufw");
    var log = verdict.endsWith(" log");
    words.add(log ? verdict.substring(0, verdict.length() - " log".length()) : verdict);
    opening
        .device()
        .ifPresentOrElse(
            device -> words.add((outward ? "out on " : "in on ") + device),
            () -> {
              if (!forwards) {
                words.add(outward ? "out" : "in");
              }
            });
    if (log) {
      words.add("log");
    }
    var server = opening.server().map(IptablesRule::single).orElse(anyone(opening.family()));
    words.add("proto tcp from " + (outward ? server : peer));
    opening.need().sourcePort().ifPresent(port -> words.add("port " + port));
    words.add("to " + (outward ? peer : server));
    words.add("port " + IptablesRule.ports(opening.need().ports()));
    return words.toString();
  }

  private static List<String> notes(HopNeeds hop, boolean translates) {
    var notes = new ArrayList<String>();
    notes.add(
        "A rule that an earlier run made and this one does not is still there: ufw status numbered"
            + " shows it with its comment, ufw delete NUMBER removes it.");
    if (translates) {
      notes.add(
          "To translate after a restart too: put its lines that begin with iptables and ip6tables"
              + " into /etc/ufw/after.init, case start.");
    }
    if (hop.usesHelper()) {
      notes.add(
          "ufw itself lets through every connection that any helper announces (RELATED in"
              + " before.rules), to any port; nftables and iptables can be held to ports from 1024"
              + " on.");
    }
    if (hop.place() == Place.FORWARDING) {
      notes.add(Forwarding.note(hop));
    }
    return notes;
  }
}
