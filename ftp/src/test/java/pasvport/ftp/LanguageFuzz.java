package pasvport.ftp;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The search for bytes that break {@link LanguageProperties}, with Jazzer:
 *
 * <pre>{@code mvn -Pfuzz -pl ftp test -Dfuzz.seconds=600}</pre>
 *
 * <p>It starts from the inputs stored under {@code src/test/resources} and keeps its own under
 * {@code .cifuzz-corpus}. What it finds broken it writes beside the stored ones as {@code crash-…},
 * which git ignores: rename it after what it shows. The ordinary tests try all of them again
 * ({@link LanguageInputsTest}), without Jazzer and the seconds that its instrumentation takes.
 */
final class LanguageFuzz {
  @FuzzTest
  void language(byte[] input) {
    LanguageProperties.check(input);
  }
}
