/** The command line: one class a verb; the only place where rooms are wired together. */
@NullMarked
package pasvport.app;

import org.jspecify.annotations.NullMarked;
