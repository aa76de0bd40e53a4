/** The certificates in force: from files, by ACME, or self-signed; behind one supplier. */
@NullMarked
package pasvport.certificates;

import org.jspecify.annotations.NullMarked;
