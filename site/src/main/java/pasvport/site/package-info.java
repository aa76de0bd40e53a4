/**
 * The one description of a site: records, YAML in and out, what is allowed and where a mistake
 * stands.
 */
@NullMarked
package pasvport.site;

import org.jspecify.annotations.NullMarked;
