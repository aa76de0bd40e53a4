/** HTTP and nothing else: the vantage's API and page, and the client that asks a vantage. */
@NullMarked
package pasvport.web;

import org.jspecify.annotations.NullMarked;
