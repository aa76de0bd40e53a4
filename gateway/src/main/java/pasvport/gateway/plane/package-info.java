/** The ways of moving a transfer's bytes from one data connection to the other. */
@NullMarked
package pasvport.gateway.plane;

import org.jspecify.annotations.NullMarked;
