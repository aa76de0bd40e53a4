package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Rest;

/** Windows Defender Firewall as a PowerShell script (module NetSecurity). */
public final class Windows implements Dialect {

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public String title() {
    return "Windows Defender Firewall (PowerShell)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, List.of(WindowsRule.forwarding()));
    var name = "pasvport-" + Names.hop(this, hop);
    var page =
        new Page()
            .line("# " + Remark.of(hop))
            .line("$ErrorActionPreference = 'Stop'")
            .line(
                "Get-NetFirewallRule -Group %s -ErrorAction SilentlyContinue | Remove-NetFirewallRule"
                    .formatted(PowerShellQuotes.quoted(name)));
    for (var rule : WindowsRule.of(hop)) {
      page.line(start(name, Integer.toString(rule.number()), rule.title(hop)) + flow(rule));
    }
    for (var port : hop.keep()) {
      page.line(
          start(name, "keep-" + port, Remark.of(hop, "keep"))
              + " -Direction Inbound -Action Allow -Protocol TCP -LocalPort %d -Profile Any"
                  .formatted(port));
    }
    page.line("Set-NetFirewallSetting -EnableStatefulFtp " + (hop.usesHelper() ? "True" : "False"));
    if (hop.rest() == Rest.DROP) {
      page.line("Set-NetFirewallProfile -All -DefaultInboundAction Block");
    }
    if (hop.logsDrops()) {
      page.line("Set-NetFirewallProfile -All -LogBlocked True");
    }
    var file = page.file(name + ".ps1");
    return new Rules(
        List.of(file),
        List.of(
            "netsh advfirewall export before-%s.wfw".formatted(name),
            "powershell -ExecutionPolicy Bypass -File .\\" + file.name()),
        WindowsNotes.of(hop));
  }

  private static String start(String group, String suffix, String title) {
    return "New-NetFirewallRule -Name %s -Group %s -DisplayName %s"
        .formatted(
            PowerShellQuotes.quoted(group + "-" + suffix),
            PowerShellQuotes.quoted(group),
            PowerShellQuotes.quoted(title));
  }

  private static String flow(WindowsRule rule) {
    var need = rule.need();
    return (need.purpose().isOutward()
            ? " -Direction Outbound -Action Allow -Protocol TCP%s -RemotePort %s"
                .formatted(
                    need.sourcePort().map(" -LocalPort %d"::formatted).orElse(""), need.ports())
            : " -Direction Inbound -Action Allow -Protocol TCP -LocalPort %s"
                .formatted(need.ports()))
        + need.server().map(server -> " -LocalAddress " + Words.address(server)).orElse("")
        + " -RemoteAddress %s -Profile Any".formatted(rule.remote());
  }
}
