package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;

/** Docker: the options with which a container's ports are published (docker run --publish). */
public final class Docker implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.helper("publishing reads no FTP"),
          new Lack(
              Part.CLIENTS,
              "a published port is open to everyone",
              "restrict it in the chain DOCKER-USER with the dialect iptables, or say no"
                  + " access.allow"),
          new Lack(
              Part.UNTRANSLATED,
              "a container's port is published at an address of its host",
              "say outside-addresses of this hop, or place: host"),
          new Lack(
              Part.DROPPED_REST,
              "publishing opens ports and closes none",
              "say rest: leave, and use nftables, iptables or firewalld for the host"),
          new Lack(
              Part.HAIRPIN,
              "how containers reach a published port is the network driver's affair",
              "let clients inside use the container's name"));

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public String title() {
    return "Docker (options of docker run)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = "pasvport-" + Names.hop(this, hop);
    var page = new Page().line("# " + Remark.of(hop));
    for (var need : hop.inward()) {
      page.line("# " + Remark.of(need));
      publications(hop, need).forEach(page::line);
    }
    var file = page.file(name + ".docker");
    return new Rules(
        List.of(file),
        List.of("docker run $(grep -v '^#' %s) IMAGE".formatted(file.name())),
        notes(hop));
  }

  private static Set<String> publications(HopNeeds hop, Need need) {
    var publications = new LinkedHashSet<String>();
    for (var entry : Entry.of(hop, need)) {
      publications.add(
          "--publish %s:%s:%s/tcp"
              .formatted(
                  entry.address().map(Words::host).orElseGet(() -> any(need.family())),
                  entry.ports(),
                  need.ports()));
    }
    return publications;
  }

  private static String any(Family family) {
    return switch (family) {
      case IPV4 -> "0.0.0.0";
      case IPV6 -> "[::]";
    };
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "Docker opens these ports before the rules of ufw and firewalld are asked; a range is a"
            + " process for each port unless userland-proxy is off.");
    if (hop.place() == Place.FORWARDING) {
      notes.add("The container has the server's ports; its address is Docker's choice.");
    }
    if (!hop.outward().isEmpty()) {
      notes.add(
          "What a container sends leaves freely from the host's address, active data too; its source"
              + " port may change.");
    }
    if (hop.logsDrops()) {
      notes.add("Published ports are open to everyone: nothing is dropped that could be logged.");
    }
    return notes;
  }
}
