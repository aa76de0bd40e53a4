/** The languages of firewalls: each writes the needs of a hop as rules, or says what it cannot. */
@NullMarked
package pasvport.firewall.dialect;

import org.jspecify.annotations.NullMarked;
