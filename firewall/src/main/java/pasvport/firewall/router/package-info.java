/** Port forwarding on home and branch routers that can be asked for it: PCP, NAT-PMP, UPnP-IGD. */
@NullMarked
package pasvport.firewall.router;

import org.jspecify.annotations.NullMarked;
