package pasvport.site;

import java.util.List;

/**
 * The address that clients of some networks are told.
 *
 * @param clients networks of the clients' addresses, as the gateway sees them; at least one
 * @param address what they are told
 */
public record AdvertiseFor(
    @Key(value = "Networks of the clients, as the gateway sees their addresses.", nonEmpty = true)
        List<Network> clients,
    @Key("What these clients are told; written like `passive.address`.") Advertise address) {

  public AdvertiseFor {
    clients = List.copyOf(clients);
  }
}
