package pasvport.importers;

/**
 * A trap in a configuration.
 *
 * @param at where
 * @param means what really happens
 * @param instead what to write to have what was probably meant; empty if nothing need be written
 */
public record Warning(Origin at, String means, String instead) {

  /** On one line, as compilers and editors write it. */
  @Override
  public String toString() {
    return at + ": warning: " + means + (instead.isEmpty() ? "" : " Write instead: " + instead);
  }
}
