/** The packages of firewall and FTP server on this host: pending security updates, known traps. */
@NullMarked
package pasvport.doctor.explain.host;

import org.jspecify.annotations.NullMarked;
