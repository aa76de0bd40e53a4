/** The application layer gateway: sessions, legs, data planes and pinholes. */
@NullMarked
package pasvport.gateway;

import org.jspecify.annotations.NullMarked;
