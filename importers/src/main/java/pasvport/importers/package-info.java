/**
 * What FTP servers' own configurations say about ports, addresses and encryption, each fact with
 * file and line, and the traps in them.
 */
@NullMarked
package pasvport.importers;

import org.jspecify.annotations.NullMarked;
