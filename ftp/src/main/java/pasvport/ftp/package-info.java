/** The FTP language: commands, replies and addresses, as pure functions over bytes. */
@NullMarked
package pasvport.ftp;

import org.jspecify.annotations.NullMarked;
