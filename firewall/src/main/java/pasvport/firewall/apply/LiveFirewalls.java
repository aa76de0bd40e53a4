package pasvport.firewall.apply;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Those firewalls that rules can be put into. */
public final class LiveFirewalls {
  private static final List<LiveFirewall> ALL =
      List.of(new LiveNftables(), new LiveIptables(), new LiveFirewalld(), new LiveUfw());

  private LiveFirewalls() {}

  /**
   * The one of this host.
   *
   * @param dialect its dialect, if it is known
   * @throws ApplyException if there is none of this dialect
   */
  public static LiveFirewall of(Optional<String> dialect) throws ApplyException {
    var named = dialect.orElse("nftables");
    return ALL.stream()
        .filter(firewall -> firewall.dialect().equals(named))
        .findFirst()
        .orElseThrow(() ->
            new ApplyException(
                "Rules for %s cannot be put in force from here, only for %s. Load what `pasvport rules --for %s` prints."
                    .formatted(
                        named,
                        ALL.stream().map(LiveFirewall::dialect).collect(Collectors.joining(", ")),
                        named)));
  }
}
