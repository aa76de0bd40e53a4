package pasvport.doctor.explain.format;

import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Stamp;

/** What a format makes of a line. */
sealed interface Reading {

  /** The line is not of this format. */
  Reading FOREIGN = new Foreign();

  /** The line is of this format, and of no interest. */
  Reading QUIET = new Quiet();

  record Foreign() implements Reading {}

  record Quiet() implements Reading {}

  record Told(Stamp stamp, Event event) implements Reading {}
}
