package pasvport.site;

import java.util.List;
import java.util.stream.Collectors;

/** A site that cannot be used, with all that is wrong with it; for whoever shows it to the user. */
public final class SiteException extends Exception {

  private final String fileName;
  private final transient List<Problem> problems;

  SiteException(String fileName, List<Problem> problems) {
    super(problems.stream().map(problem -> problem.in(fileName)).collect(Collectors.joining("\n")));
    this.fileName = fileName;
    this.problems = List.copyOf(problems);
  }

  /** The file as it was named when it was loaded. */
  public String fileName() {
    return fileName;
  }

  /** Errors and warnings, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
