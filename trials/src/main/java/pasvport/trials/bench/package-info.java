/** Pasvport's speed beside its peers', measured in the lab; {@code ./bench} starts it. */
@NullMarked
package pasvport.trials.bench;

import org.jspecify.annotations.NullMarked;
