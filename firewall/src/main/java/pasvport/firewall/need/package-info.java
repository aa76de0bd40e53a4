/** What one hop on the path from client to server must let through, in no firewall's language. */
@NullMarked
package pasvport.firewall.need;

import org.jspecify.annotations.NullMarked;
