package pasvport.site;

import java.util.List;

/**
 * Proxies and load balancers in front, which say with a PROXY protocol header whose connection they
 * pass on.
 *
 * @param control networks whose control connections begin with a header
 * @param data networks whose data connections to the passive range begin with a header
 */
public record ProxyProtocol(
    @Key(
            "Networks of proxies whose control connections begin with a PROXY protocol header"
                + " (version 1 or 2). From them it must come, from others it is never believed.")
        List<Network> control,
    @Key(
            "The same for connections to the passive range. Listed here, a proxy's addresses reach"
                + " every passive port.")
        List<Network> data) {

  /**
   * All data proxies stand in the socket filter of every passive port, which has room for so many.
   */
  public static final int MOST_OF_DATA = 32;

  public ProxyProtocol {
    control = List.copyOf(control);
    data = List.copyOf(data);
  }
}
