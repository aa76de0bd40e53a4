/**
 * What stands between a client and an FTP server: facts are gathered over a real network, findings
 * are what they mean.
 */
@NullMarked
package pasvport.doctor;

import org.jspecify.annotations.NullMarked;
