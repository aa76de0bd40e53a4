/** One TCP connection, plain or under TLS, as the rest of the gateway sees it. */
@NullMarked
package pasvport.gateway.connection;

import org.jspecify.annotations.NullMarked;
