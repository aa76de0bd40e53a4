/** The embedded server: well-kept libraries put behind the gateway. */
@NullMarked
package pasvport.server;

import org.jspecify.annotations.NullMarked;
