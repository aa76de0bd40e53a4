package pasvport.gateway;

import java.util.function.LongSupplier;
import pasvport.gateway.plane.Planes;
import pasvport.gateway.tls.FrontTls;
import pasvport.site.Limits;
import pasvport.site.Site;
import pasvport.site.Timeouts;

/**
 * What the sessions of a gateway share. Those that came in under another site have another one, in
 * which site, servers, advertised addresses and TLS differ and all else is the same.
 */
record Common(
    Site site,
    Servers servers,
    PassivePorts ports,
    Advertised advertised,
    FrontTls tls,
    Admission admission,
    Policies policies,
    Refusals refusals,
    SessionLog log,
    Planes planes,
    LongSupplier nanoTime) {
  /** The same under another site. */
  Common under(Site next, Servers nextServers, Advertised nextAdvertised, FrontTls nextTls) {
    return new Common(
        next,
        nextServers,
        ports,
        nextAdvertised,
        nextTls,
        admission,
        policies,
        refusals,
        log,
        planes,
        nanoTime);
  }

  Limits limits() {
    return site.limits();
  }

  Timeouts timeouts() {
    return site.timeouts();
  }
}
