/** Integration tests with real servers, clients and peers in the lab. */
@NullMarked
package pasvport.trials;

import org.jspecify.annotations.NullMarked;
