package pasvport.importers;

import java.util.List;
import pasvport.site.ServerSettings.Product;

/** Reads one server's configuration. */
interface Importer {

  Product product();

  /** Where the server keeps it, the most usual first; in the last part {@code *} may stand. */
  List<String> places();

  /** What its configuration looks like, to follow "expected". */
  String expected();

  /** How its configuration names a passive range, for advice. */
  String rangeOf(int first, int last);

  /** Whether this is a configuration of this server, by name and content. */
  boolean recognises(Source source) throws ImportException;

  /**
   * Reads it.
   *
   * @param sources one or more files, which the server reads in this order
   * @param disk where files are that these include
   * @param result takes what they say
   */
  void read(List<Source> sources, Disk disk, Result result) throws ImportException;
}
