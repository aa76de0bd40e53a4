/**
 * From a site to what each firewall on the path must do, and what server and clients must be set
 * to.
 */
@NullMarked
package pasvport.firewall.plan;

import org.jspecify.annotations.NullMarked;
