/**
 * A test's outcome as plain data, so that it reads the same where the test ran and where it was
 * asked for; in and out of JSON.
 */
@NullMarked
package pasvport.doctor.report;

import org.jspecify.annotations.NullMarked;
