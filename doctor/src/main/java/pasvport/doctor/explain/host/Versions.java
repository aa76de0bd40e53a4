package pasvport.doctor.explain.host;

import java.util.HashMap;
import java.util.Map;

/** Which versions of firewall and FTP server are on this host. */
public final class Versions {

  private Versions() {}

  /** By package, as Debian or rpm has it; {@code linux} is the running kernel. */
  public static Map<String, String> installed() {
    var versions = new HashMap<String, String>();
    if (System.getProperty("os.name").equals("Linux")) {
      versions.put("linux", System.getProperty("os.version"));
    }
    var names = Traps.table().stream().map(Traps.Trap::name).distinct().toList();
    for (var name : names) {
      Asked.of("dpkg-query", "-W", "-f", "${Version}", name)
          .or(() -> Asked.of("rpm", "-q", "--qf", "%{VERSION}", name))
          .filter(version -> version.matches("\\d\\S{0,63}"))
          .ifPresent(version -> versions.putIfAbsent(name, version));
    }
    return versions;
  }
}
