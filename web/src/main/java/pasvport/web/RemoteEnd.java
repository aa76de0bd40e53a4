package pasvport.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import pasvport.doctor.ends.End;
import pasvport.doctor.report.Shape;

/** One end of a test with two, at a vantage. */
public final class RemoteEnd {
  private RemoteEnd() {}

  /** The end beside the server. */
  public static End beside(VantageClient vantage) {
    return (question, order) -> vantage.post("beside/" + question, order);
  }

  /**
   * The end outside.
   *
   * @param target the server's URL, which the token's owner has proved to be his
   */
  public static End outside(VantageClient vantage, String target) {
    return (question, order) -> outside(vantage, target, question, order);
  }

  private static Shape outside(
      VantageClient vantage, String target, String question, Map<String, ?> order)
      throws IOException, InterruptedException {
    var whole = new LinkedHashMap<String, Object>(order);
    whole.put("target", target);
    return vantage.have(question, whole, _ -> {});
  }
}
