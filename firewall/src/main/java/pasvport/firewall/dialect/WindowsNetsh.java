package pasvport.firewall.dialect;

import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Rest;

/** Windows Defender Firewall as a batch file (netsh advfirewall). */
public final class WindowsNetsh implements Dialect {

  @Override
  public String name() {
    return "windows-netsh";
  }

  @Override
  public String title() {
    return "Windows Defender Firewall (netsh)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, List.of(WindowsRule.forwarding()));
    var name = "pasvport-" + Names.hop(this, hop);
    var page =
        new Page()
            .line("@echo off")
            .line("rem " + Remark.of(hop))
            .line("rem rules of an earlier run, if there was one: all rules of a name are deleted");
    var rules = WindowsRule.of(hop);
    Stream.concat(
            rules.stream().map(rule -> rule.title(hop)),
            hop.keep().stream().map(port -> keep(hop, port)))
        .forEach(title ->
            page.line(
                "netsh advfirewall firewall delete rule name=%s >nul"
                    .formatted(BatchQuotes.quoted(title))));
    for (var rule : rules) {
      page.line(add(rule.title(hop)) + flow(rule));
    }
    for (var port : hop.keep()) {
      page.line(
          add(keep(hop, port)) + " dir=in action=allow protocol=TCP localport=%d".formatted(port));
    }
    page.line(
        "netsh advfirewall set global statefulftp " + (hop.usesHelper() ? "enable" : "disable"));
    if (hop.rest() == Rest.DROP) {
      page.line("netsh advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound");
    }
    if (hop.logsDrops()) {
      page.line("netsh advfirewall set allprofiles logging droppedconnections enable");
    }
    var file = page.file(name + ".cmd");
    return new Rules(
        List.of(file),
        List.of("netsh advfirewall export before-%s.wfw".formatted(name), file.name()),
        WindowsNotes.of(hop));
  }

  private static String keep(HopNeeds hop, int port) {
    return Remark.of(hop, "keep " + port);
  }

  private static String add(String title) {
    return "netsh advfirewall firewall add rule name=" + BatchQuotes.quoted(title);
  }

  private static String flow(WindowsRule rule) {
    var need = rule.need();
    return (need.purpose().isOutward()
            ? " dir=out action=allow protocol=TCP%s remoteport=%s"
                .formatted(
                    need.sourcePort().map(" localport=%d"::formatted).orElse(""), need.ports())
            : " dir=in action=allow protocol=TCP localport=%s".formatted(need.ports()))
        + need.server().map(server -> " localip=" + Words.address(server)).orElse("")
        + " remoteip=%s".formatted(rule.remote());
  }
}
