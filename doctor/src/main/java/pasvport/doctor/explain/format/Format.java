package pasvport.doctor.explain.format;

import pasvport.doctor.explain.LogFormat;

/**
 * The reader of one log format. An instance reads one file, and may remember what its head says.
 */
interface Format {

  /** Which format it reads. */
  LogFormat format();

  /** Never throws, whatever the line. */
  Reading read(Line line);
}
