package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** One entry of the catalogue: a kind of finding, and when facts are one. */
interface Check {

  Kind kind();

  /** The finding, if the facts show it. */
  Optional<Finding> examine(Facts facts);
}
