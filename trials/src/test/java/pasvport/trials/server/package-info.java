/** Real FTP servers, each set up to do what is tried and nothing else. */
@NullMarked
package pasvport.trials.server;

import org.jspecify.annotations.NullMarked;
