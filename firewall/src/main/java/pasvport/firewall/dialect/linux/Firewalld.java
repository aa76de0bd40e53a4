package pasvport.firewall.dialect.linux;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;
import pasvport.site.Network;

/**
 * firewalld: policies of our own with rich rules, whose names begin with {@link #PREFIX}, replaced
 * as a whole (firewalld.policy(5), firewalld.richlanguage(5), 1.3).
 *
 * <p>They are files and not commands, which take a third of a second each; comments stay in them
 * too. Policies come before all zones: a zone's target decides, and nothing is left for later ones.
 */
public final class Firewalld implements Dialect {

  /** What the names of our policies, ipsets, services and helpers begin with. */
  public static final String PREFIX = "pasvport-";

  /** The name of the script that loads them. */
  public static final String SCRIPT = "pasvport.firewalld";

  /** What may have files of ours, below {@code /etc/firewalld}. */
  public static final List<String> FOLDERS = List.of("helpers", "ipsets", "policies", "services");

  /** Stands in a policy where its zone is filled in, which nobody but firewalld knows. */
  static final String ZONE = "@outside@";

  @Override
  public String name() {
    return "firewalld";
  }

  @Override
  public String title() {
    return "firewalld (Fedora, RHEL, SUSE, Debian)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Device.check(this, hop);
    refuse(hop);
    var files = files(hop);
    return new Rules(
        Stream.concat(
                files.stream().map(FirewalldFile::asFile),
                Stream.of(new Rules.File(SCRIPT, script(hop, files))))
            .toList(),
        List.of("sh " + SCRIPT),
        notes(hop));
  }

  private void refuse(HopNeeds hop) throws NotExpressibleException {
    if (Opening.of(hop).stream()
        .anyMatch(opening -> opening.translated() && opening.hasHelper(hop))) {
      throw new NotExpressibleException(
          this,
          "the helper for connections that are translated",
          "it accepts what it has translated before it comes to rules that set a helper",
          "use the profile static or gateway; or nftables, iptables or ufw");
    }
    for (var translation : hop.translations()) {
      var stranger =
          Opening.hairpin(hop, translation.family()).stream()
              .filter(network -> !network.contains(translation.inside()))
              .findFirst();
      if (hop.place() == Place.FORWARDING && stranger.isPresent()) {
        throw new NotExpressibleException(
            this,
            "hairpin for %s, where %s is not"
                .formatted(stranger.get(), HostText.written(translation.inside())),
            "it would translate the source of every connection between the two",
            "let these clients use the server's own address; or use nftables or iptables");
      }
    }
  }

  private static List<FirewalldFile> files(HopNeeds hop) {
    var rules = new FirewalldRules(hop);
    var server = hop.place() == Place.HOST ? "HOST" : "ANY";
    var clients = hop.outside().isPresent() ? ZONE : "ANY";
    var files = new ArrayList<FirewalldFile>();
    files.addAll(new FirewalldSets(hop).files());
    Stream.of(
            FirewalldFile.policy("in", -40, "CONTINUE", clients, server, rules.inward()),
            FirewalldFile.policy("behind", -30, "CONTINUE", "ANY", "ANY", rules.behind()),
            FirewalldFile.policy(
                "out",
                -20,
                "CONTINUE",
                server,
                hop.place() == Place.HOST || hop.outside().isEmpty() ? "ANY" : ZONE,
                rules.outward()),
            FirewalldFile.policy(
                "closed",
                -10,
                hop.rest() == Rest.DROP ? "DROP" : "CONTINUE",
                "ANY",
                server,
                rules.closed()))
        .flatMap(Optional::stream)
        .forEach(files::add);
    return files;
  }

  private static String script(HopNeeds hop, List<FirewalldFile> files) {
    var lines = new ArrayList<String>();
    lines.add("#!/bin/sh");
    lines.add("# Pasvport: FTP at " + Comment.of(hop.name()) + ".");
    lines.add("set -e");
    if (files.stream().anyMatch(file -> file.text().contains(ZONE))) {
      hop.outside().ifPresent(device -> lines.addAll(zone(device)));
    }
    lines.add("from=$PWD");
    lines.add("cd /etc/firewalld");
    lines.add("mkdir -p " + String.join(" ", FOLDERS));
    var own = FOLDERS.stream().map(folder -> folder + "/" + PREFIX + "*.xml").collect(joining(" "));
    lines.add("rm -f " + own);
    lines.add(
        "for file in " + files.stream().map(FirewalldFile::path).collect(joining(" ")) + "; do");
    lines.add("  sed \"s|%s|$outside|\" \"$from/${file##*/}\" >\"$file\"".formatted(ZONE));
    lines.add("done");
    lines.add("firewall-cmd -q --check-config || { rm -f %s; exit 1; }".formatted(own));
    lines.add("firewall-cmd -q --reload");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> zone(String device) {
    return List.of(
        "# A policy is for zones. An interface that is in none counts as in the default zone,",
        "# but for policies: it is put there.",
        "outside=$(firewall-cmd --get-zone-of-interface=%s 2>/dev/null) || {".formatted(device),
        "  outside=$(firewall-cmd --get-default-zone)",
        "  firewall-cmd -q --permanent --zone=\"$outside\" --add-interface=" + device,
        "}");
  }

  private static List<String> notes(HopNeeds hop) {
    boolean forwards = hop.place() == Place.FORWARDING;
    var notes = new ArrayList<String>();
    notes.add(
        "What was changed for the running firewalld alone, without --permanent, is lost by its"
            + " reload: keep it first with firewall-cmd --runtime-to-permanent.");
    hop.outside()
        .ifPresent(device ->
            notes.add(
                "firewalld knows zones: what is said here of %s holds for all interfaces of its zone."
                    .formatted(device)));
    masqueraded(hop)
        .map(Translation::outside)
        .distinct()
        .map(HostText::written)
        .map(outside ->
            "Active data leaves from the first address of the interface, as firewalld translates a"
                + " source to no other: it must be %s. All else from the server to the clients is"
                    .formatted(outside)
                + " translated likewise.")
        .forEach(notes::add);
    if (hop.usesHelper()) {
      notes.add(
          "firewalld itself lets through every connection that any helper announces (RELATED), to"
              + " any port; nftables and iptables can be held to ports from 1024 on.");
    }
    if (hop.rest() == Rest.DROP && forwards) {
      notes.add(Forwarding.INPUT_IS_LEFT);
      notes.add("What a forward-port of yours translates is accepted by firewalld before.");
    }
    if (forwards) {
      notes.add(Forwarding.note(hop));
    }
    return notes;
  }

  /** Those whose server opens connections that must come from the outside address. */
  static Stream<Translation> masqueraded(HopNeeds hop) {
    Predicate<Translation> opens =
        translation ->
            hop.outward().stream()
                .anyMatch(need -> need.server().equals(Optional.of(translation.inside())));
    return hop.place() == Place.HOST
        ? Stream.empty()
        : hop.translations().stream()
            .filter(translation -> !translation.outside().equals(translation.inside()))
            .filter(opens);
  }

  /** The networks of clients, or nothing once, which stands for all. */
  static Stream<Optional<Network>> each(List<Network> networks) {
    return networks.isEmpty() ? Stream.of(Optional.empty()) : networks.stream().map(Optional::of);
  }

  /** The servers of a port that a helper reads, one a family at most. */
  static List<InetAddress> servers(HopNeeds hop, int port) {
    return Arrays.stream(Family.values())
        .flatMap(family ->
            Opening.of(hop).stream()
                .filter(opening -> opening.family() == family && opening.hasHelper(hop))
                .filter(opening -> opening.need().ports().contains(port))
                .flatMap(opening -> opening.server().stream())
                .limit(1))
        .toList();
  }
}
