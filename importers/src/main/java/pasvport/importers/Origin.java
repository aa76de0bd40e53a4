package pasvport.importers;

/**
 * Where something stands.
 *
 * @param file as it was named, or what it is if it is no file
 * @param line from 1; 0 for the whole
 */
public record Origin(String file, int line) {

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
