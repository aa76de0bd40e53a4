package pasvport.doctor.ends;

import java.io.IOException;
import java.util.Map;
import pasvport.doctor.report.Shape;

/** One end of a test with two, in this process or elsewhere. */
@FunctionalInterface
public interface End {

  /**
   * Asks it for something and waits for its answer.
   *
   * @param question a member of {@link BesideQuestion} or {@link OutsideQuestion}, as it is written
   * @throws IOException with what it said, if it says no or cannot be asked
   */
  Shape ask(String question, Map<String, ?> order) throws IOException, InterruptedException;
}
