package pasvport.trials;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * One failure mode, or one healthy combination, made in the lab.
 *
 * @param mode its number in docs/doctor.md; {@code –} for a healthy one
 * @param url what is tested; ADDRESS, INSIDE, INSIDE6 and NAT64 stand for the spot's
 * @param options of what is tested: {@code idle}, {@code upload}, {@code trusted} for the spot's
 *     own certificate, {@code named} for a name that has both addresses {@code key} for OpenSSH's
 *     user
 * @param must what must be found, {@code id certainty}
 * @param may what may be found besides
 */
record DoctorCase(
    String mode,
    String title,
    String url,
    Set<String> options,
    Set<String> must,
    Set<String> may,
    Setup setup) {
  /** A name that the test alone can look up. */
  static final String NAME = "server.example";

  /** Makes it so. */
  @FunctionalInterface
  interface Setup {
    void at(DoctorSpot spot) throws IOException;
  }

  static DoctorCase broken(String mode, String title, Setup setup, String... must) {
    return new DoctorCase(
        mode, title, "ftp://ADDRESS/", Set.of(), new TreeSet<>(Set.of(must)), Set.of(), setup);
  }

  /** Nothing must be found. */
  static DoctorCase good(String title, Setup setup) {
    return broken("–", title, setup);
  }

  DoctorCase at(String otherUrl) {
    return new DoctorCase(mode, title, otherUrl, options, must, may, setup);
  }

  DoctorCase with(String... wanted) {
    return new DoctorCase(mode, title, url, Set.of(wanted), must, may, setup);
  }

  DoctorCase may(String... besides) {
    return new DoctorCase(mode, title, url, options, must, Set.of(besides), setup);
  }

  String url(DoctorSpot spot) {
    return url.replace("INSIDE6", "[" + spot.inside6() + "]")
        .replace("INSIDE", spot.inside())
        .replace("FOLDER", spot.folder().toString().substring(1))
        .replace("NAT64", "[" + spot.through64() + "]")
        .replace("ADDRESS", spot.address())
        .replace("NAME", NAME);
  }

  @Override
  public String toString() {
    return mode + " " + title;
  }
}
