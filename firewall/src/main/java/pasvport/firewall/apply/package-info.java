/**
 * Puts rules in force on this host, with a way back: rehearsed beside a copy of what stands there,
 * confirmed or undone.
 */
@NullMarked
package pasvport.firewall.apply;

import org.jspecify.annotations.NullMarked;
