/** Gathers facts over a real network: blocking sockets, each step bounded in time. */
@NullMarked
package pasvport.doctor.probe;

import org.jspecify.annotations.NullMarked;
