package pasvport.doctor.explain.live;

import pasvport.doctor.explain.host.Asked;
import pasvport.doctor.explain.join.Rules;

/** The rules that are in force on this host. */
public final class LiveRules {
  private LiveRules() {}

  /** nftables' rules; none where there is no nft, or it may not be asked. */
  public static Rules ofThisHost() {
    return Asked.of("nft", "list", "ruleset")
        .map(text -> Rules.of("nft list ruleset", text))
        .orElseGet(Rules::none);
  }
}
