package pasvport.firewall.live;

import java.util.List;
import pasvport.firewall.need.Family;

/** The rules of a firewall, as far as packets can be traced through them. */
sealed interface Ruleset permits NftRuleset, IptablesRuleset {

  /** Whether it is known what becomes of this family. */
  boolean covers(Family family);

  /** Whether it is known how this family is translated. */
  boolean coversTranslation(Family family);

  /**
   * All chains that the packets in question go through at one place in the kernel.
   *
   * @param type {@code filter}, or {@code nat}, whose first rule that translates is the last
   */
  List<Hook> hooks(String type, String at, Question question);
}
