/** The kernel's doors, through java.lang.foreign: the only module with native calls. */
@NullMarked
package pasvport.linux;

import org.jspecify.annotations.NullMarked;
