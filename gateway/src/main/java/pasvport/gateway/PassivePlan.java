package pasvport.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import pasvport.linux.SourceFilter;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.Site;

/**
 * What the passive ports are to be.
 *
 * @param range the listening ports
 * @param shift announced port minus listening port
 * @param hosts the addresses of this host at which they are open
 * @param proxies networks whose connections begin with a PROXY protocol header
 * @param queue how many sessions of one client address may wait for a port
 * @param quarantine how long a port given up is kept from its client address
 */
record PassivePlan(
    PortRange range,
    int shift,
    List<InetAddress> hosts,
    List<Network> proxies,
    int queue,
    Duration quarantine) {
  PassivePlan {
    hosts = List.copyOf(hosts);
    proxies = List.copyOf(proxies);
  }

  static PassivePlan of(Site site, List<InetAddress> hosts) {
    return new PassivePlan(
        site.passive().ports(),
        site.passive().portShift(),
        hosts,
        site.proxyProtocol().data(),
        site.passive().queue(),
        site.timeouts().quarantine());
  }

  /**
   * The proxies for a port's filter: they reach every port, because only a header tells for whom.
   */
  List<SourceFilter.Block> alwaysAdmitted() {
    return proxies.stream()
        .map(network -> new SourceFilter.Block(network.address(), network.prefixLength()))
        .toList();
  }
}
