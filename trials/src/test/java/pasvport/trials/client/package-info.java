/** Real FTP clients, each with what it can do and how it is told to. */
@NullMarked
package pasvport.trials.client;

import org.jspecify.annotations.NullMarked;
