/** What TLS needs to be set up: certificates, trust, one context for each session. */
@NullMarked
package pasvport.gateway.tls;

import org.jspecify.annotations.NullMarked;
