package pasvport.gateway;

import java.util.function.LongSupplier;
import pasvport.gateway.plane.Planes;
import pasvport.site.Limits;
import pasvport.site.Site;
import pasvport.site.Timeouts;

/** What all sessions of a gateway share. */
record Common(
    Site site,
    Servers servers,
    PassivePorts ports,
    Advertised advertised,
    Admission admission,
    Refusals refusals,
    SessionLog log,
    Planes planes,
    LongSupplier nanoTime) {
  Limits limits() {
    return site.limits();
  }

  Timeouts timeouts() {
    return site.timeouts();
  }
}
