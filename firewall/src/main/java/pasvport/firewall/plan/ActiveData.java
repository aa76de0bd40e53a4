package pasvport.firewall.plan;

import java.util.List;
import java.util.Optional;
import pasvport.site.Network;

/**
 * Data connections that are made towards the clients.
 *
 * @param sourcePort the port they are made from; empty, any
 * @param clients networks of the clients; empty, all of them
 * @param key which key of the site says so
 */
record ActiveData(Optional<Integer> sourcePort, List<Network> clients, String key) {

  ActiveData {
    clients = List.copyOf(clients);
  }
}
