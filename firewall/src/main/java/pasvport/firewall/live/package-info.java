/**
 * Firewalls as they are: their rules read back, and what becomes of the connections that a hop
 * needs.
 */
@NullMarked
package pasvport.firewall.live;

import org.jspecify.annotations.NullMarked;
