/**
 * What facts mean: pure functions from what was observed to what is wrong, how sure that is, what
 * shows it and what to do.
 */
@NullMarked
package pasvport.doctor.finding;

import org.jspecify.annotations.NullMarked;
