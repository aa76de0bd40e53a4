/** The languages of the firewalls that a Linux host has itself. */
@NullMarked
package pasvport.firewall.dialect.linux;

import org.jspecify.annotations.NullMarked;
