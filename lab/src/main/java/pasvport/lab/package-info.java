/** Hosts, links and firewalls as network namespaces on one machine. */
@NullMarked
package pasvport.lab;

import org.jspecify.annotations.NullMarked;
