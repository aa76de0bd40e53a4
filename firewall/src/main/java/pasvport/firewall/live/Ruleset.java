package pasvport.firewall.live;

import java.util.List;
import pasvport.firewall.need.Family;

/** The rules of a firewall, as far as packets can be traced through them. */
interface Ruleset {

  /** Whether it is known what becomes of this family. */
  boolean covers(Family family);

  /** All chains that the packets in question go through at one place in the kernel. */
  List<Hook> hooks(String at, Question question);
}
