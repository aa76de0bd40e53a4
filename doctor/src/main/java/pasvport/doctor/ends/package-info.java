/**
 * Tests with a hand at both ends: one beside the server, that knows what was sent, and one outside,
 * that knows what came. Speaks no HTTP; what the ends say to one another is JSON.
 */
@NullMarked
package pasvport.doctor.ends;

import org.jspecify.annotations.NullMarked;
