/** Entries of several logs joined to sessions and data connections, and the verdict on each. */
@NullMarked
package pasvport.doctor.explain.join;

import org.jspecify.annotations.NullMarked;
