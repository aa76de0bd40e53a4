package pasvport.firewall.apply;

import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.dialect.linux.Nftables;

/**
 * A line in a chain of iptables' that accepts what our nftables table has accepted: a rule of nft's
 * own in such a chain would make it unreadable for iptables.
 */
final class IptablesAdmission {
  private static final String MARK = "0x%1$08x/0x%1$08x".formatted(Nftables.MARK);

  private IptablesAdmission() {}

  /**
   * For a chain of the kernel's table {@code filter}.
   *
   * @param family {@code ip} or {@code ip6}, as nft(8) has it; of others there is none
   * @param saves the rules of iptables and of ip6tables
   */
  static List<Admission> in(String family, String chain, List<String> saves) {
    return switch (family) {
      case "ip" -> List.of(line("iptables", chain, saves.getFirst()));
      case "ip6" -> List.of(line("ip6tables", chain, saves.getLast()));
      default -> List.of();
    };
  }

  private static Admission line(String program, String chain, String save) {
    var rule =
        List.of(
            "-m",
            "connmark",
            "--mark",
            MARK,
            "-m",
            "comment",
            "--comment",
            "pasvport",
            "-j",
            "ACCEPT");
    var add =
        Stream.concat(
                Stream.of(program, "-w", "-I", chain, Integer.toString(Bans.behind(save, chain))),
                rule.stream())
            .toList();
    return new Admission(
        program + " " + chain,
        String.join(" ", add),
        add,
        List.of("%s -w -D %s %s 2>/dev/null".formatted(program, chain, String.join(" ", rule))));
  }
}
