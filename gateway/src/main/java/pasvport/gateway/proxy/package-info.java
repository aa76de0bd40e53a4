/** The PROXY protocol, versions 1 and 2: headers read and written. */
@NullMarked
package pasvport.gateway.proxy;

import org.jspecify.annotations.NullMarked;
