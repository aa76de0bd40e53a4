package pasvport.doctor.probe;

import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Mode;

/**
 * One data connection to be had.
 *
 * @param name the file or folder; empty for what the login shows
 * @param encrypted whether under PROT P
 * @param resuming whether it offers to resume the control connection's TLS session
 * @param patient whether the command is sent before the data connection stands, and the server's
 *     own verdict is waited for
 */
record Errand(
    Mode mode, Content content, String name, boolean encrypted, boolean resuming, boolean patient) {

  static Errand of(Mode mode, Content content, boolean encrypted) {
    return new Errand(mode, content, "", encrypted, encrypted, false);
  }

  Errand named(String file) {
    return new Errand(mode, content, file, encrypted, resuming, patient);
  }

  Errand withoutReuse() {
    return new Errand(mode, content, name, encrypted, false, patient);
  }

  Errand inClear() {
    return new Errand(mode, content, name, false, false, patient);
  }
}
