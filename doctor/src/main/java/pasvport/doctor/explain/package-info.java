/**
 * Follows one data connection through the logs of firewalls and FTP servers, and says where it
 * dies.
 *
 * <p>Lines become neutral entries in {@code format}; entries become stories in {@code join}; {@code
 * live} follows this host instead of files; {@code host} looks at the packages that are installed
 * here.
 */
@NullMarked
package pasvport.doctor.explain;

import org.jspecify.annotations.NullMarked;
