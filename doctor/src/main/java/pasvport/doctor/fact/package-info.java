/**
 * What was observed while FTP was tested: flat records, with bytes and times as evidence, and no
 * judgement.
 */
@NullMarked
package pasvport.doctor.fact;

import org.jspecify.annotations.NullMarked;
