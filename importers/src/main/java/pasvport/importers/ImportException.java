package pasvport.importers;

/** A configuration that cannot be read; the message says where, what was expected, what to do. */
public final class ImportException extends Exception {

  private static final long serialVersionUID = 1;

  ImportException(Origin at, String message) {
    super(at + ": " + message);
  }

  ImportException(String message) {
    super(message);
  }
}
