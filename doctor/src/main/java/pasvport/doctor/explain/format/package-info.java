/** The formats of logs, one class each: what a line says, in neutral words. */
@NullMarked
package pasvport.doctor.explain.format;

import org.jspecify.annotations.NullMarked;
