package pasvport.doctor.explain.join;

import java.util.List;

/**
 * What became of a data connection, and why.
 *
 * @param sentences what is known, the most important first
 * @param advice what to do, or how to know more
 */
public record Verdict(
    Outcome outcome, Certainty certainty, List<String> sentences, List<String> advice) {
  public Verdict {
    sentences = List.copyOf(sentences);
    advice = List.copyOf(advice);
  }
}
