/**
 * The other end of a test: who may have what tested from here, how that was proved, and the tests
 * under way. Speaks no HTTP.
 */
@NullMarked
package pasvport.doctor.vantage;

import org.jspecify.annotations.NullMarked;
