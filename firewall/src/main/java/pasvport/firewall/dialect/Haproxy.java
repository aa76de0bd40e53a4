package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Translation;

/**
 * HAProxy, which carries TCP: a listen section for each need; a server without a port gets the port
 * that the client used, one with +100 that port and a hundred (HAProxy configuration manual, bind
 * and server).
 */
public final class Haproxy implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.helper("it reads no FTP"),
          new Lack(
              Part.HOST,
              "on the server's own host its ports are taken",
              "let the server listen elsewhere and say place: forwarding, or use the host's firewall"),
          new Lack(
              Part.UNTRANSLATED,
              "it listens at an address of its own",
              "say outside-addresses of this hop, which HAProxy listens at"),
          new Lack(
              Part.ACTIVE,
              "the server sees HAProxy in the place of the client and refuses to connect to another"
                  + " address, and HAProxy carries nothing from server to client",
              "switch active data off, or use the profile gateway"),
          new Lack(
              Part.HAIRPIN,
              "clients inside are proxied as all others are, if their networks are among the clients",
              "add them to access.allow instead"));

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public String title() {
    return "HAProxy (TCP)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = "pasvport-" + Names.hop(this, hop);
    var page = new Page().line("# " + Remark.of(hop));
    var number = 0;
    for (var need : hop.inward()) {
      for (var each : Entry.translated(hop, need)) {
        number++;
        listen(page, hop, need, each, "%s-%d".formatted(name, number));
      }
    }
    var file = page.file(name + ".haproxy.cfg");
    return new Rules(
        List.of(file),
        List.of(
            "haproxy -c -f /etc/haproxy/haproxy.cfg -f " + file.name(),
            "systemctl reload haproxy, with the file among those it reads"),
        notes(hop));
  }

  private static void listen(Page page, HopNeeds hop, Need need, Translation each, String name) {
    page.gap()
        .line("# " + Remark.of(need))
        .line("listen " + name)
        .line("    mode tcp")
        .line("    bind %s:%s".formatted(Words.host(each.outside()), each.outsidePorts()))
        .line("    timeout connect 10s")
        .line("    timeout client 1h")
        .line("    timeout server 1h");
    if (!need.clients().isEmpty()) {
      page.line("    acl clients src " + String.join(" ", Words.texts(need.clients())))
          .line(
              hop.logsDrops()
                  ? "    tcp-request content reject unless clients"
                  : "    tcp-request connection reject unless clients");
    }
    if (hop.logsDrops()) {
      page.line("    log global").line("    option tcplog");
    }
    page.line("    server ftp %s%s".formatted(Words.host(each.inside()), port(each)));
  }

  private static String port(Translation each) {
    return each.insidePorts().size() == 1
        ? ":" + each.insidePorts()
        : each.keepsPorts()
            ? ""
            : ":%+d".formatted(each.insidePorts().first() - each.outsidePorts().first());
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "The server sees all connections come from HAProxy: it must announce the outside address,"
            + " and its own rules and logs know no clients.");
    notes.add(
        "Each port of a range is a listening socket: see that maxconn and the limit of open files"
            + " allow for it.");
    if (hop.logsDrops()) {
      notes.add(
          "What is rejected is logged as a session with the state PR; HAProxy has no limit of the"
              + " rate of its log.");
    }
    return notes;
  }
}
