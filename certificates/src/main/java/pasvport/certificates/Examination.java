package pasvport.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import pasvport.site.CertificateSources;
import pasvport.site.Home;
import pasvport.site.Problem;

/**
 * What would be in force with a site, and what is wrong with it; nothing is made or changed.
 *
 * @param inForce the certificates; none, if the self-signed one has yet to be made
 * @param problems an error where a certificate cannot be used, a warning where clients may refuse
 *     it
 */
public record Examination(List<Identity> inForce, List<Problem> problems) {

  public Examination {
    inForce = List.copyOf(inForce);
    problems = List.copyOf(problems);
  }

  /**
   * Looks at the certificates of a site.
   *
   * @param names the DNS names by which clients know it, as far as the site says
   */
  public static Examination of(
      CertificateSources sources, Home home, List<String> names, Instant now) {
    var inForce = new ArrayList<Identity>();
    var problems = new ArrayList<Problem>();
    var roots = new WellKnownRoots();
    for (var index = 0; index < sources.files().size(); index++) {
      var key = "certificates.files[" + index + "]";
      try {
        for (var identity : IdentityFiles.read(sources.files().get(index))) {
          inForce.add(identity);
          Doubts.about(identity, now).forEach(doubt -> problems.add(warning(key, doubt)));
          roots.gap(identity).ifPresent(gap -> problems.add(warning(key, gap)));
        }
      } catch (IOException e) {
        problems.add(error(key, e));
      }
    }
    try {
      var kept =
          sources.acme().names().isEmpty()
              ? List.<Identity>of()
              : Renewal.kept(sources.acme(), home).stream().toList();
      inForce.addAll(kept);
      kept.stream()
          .flatMap(identity -> Doubts.about(identity, now).stream())
          .forEach(doubt -> problems.add(warning("certificates.acme", doubt)));
      if (sources.files().isEmpty() && kept.isEmpty()) {
        var selfSigned = SelfSigned.file(home);
        if (Files.exists(selfSigned)) {
          inForce.add(IdentityFiles.read(selfSigned));
        }
      } else {
        names.stream()
            .filter(name -> inForce.stream().noneMatch(identity -> identity.isFor(name)))
            .forEach(
                name -> problems.add(warning("certificates", "no certificate holds for " + name)));
      }
    } catch (IOException e) {
      problems.add(error("certificates", e));
    }
    return new Examination(inForce, problems);
  }

  private static Problem warning(String key, String message) {
    return new Problem(Problem.Severity.WARNING, 0, 0, key, message);
  }

  private static Problem error(String key, IOException e) {
    return new Problem(Problem.Severity.ERROR, 0, 0, key, String.valueOf(e.getMessage()));
  }
}
