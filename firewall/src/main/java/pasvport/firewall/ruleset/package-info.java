/** A firewall's rules as their text has them, looked through line by line for what is unsafe. */
@NullMarked
package pasvport.firewall.ruleset;

import org.jspecify.annotations.NullMarked;
