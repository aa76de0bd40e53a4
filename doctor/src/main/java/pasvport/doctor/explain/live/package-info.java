/** Data connections followed on this host while they happen. */
@NullMarked
package pasvport.doctor.explain.live;

import org.jspecify.annotations.NullMarked;
