package pasvport.importers;

import java.util.List;
import pasvport.site.Endpoint;

/**
 * One address and port where a server takes control connections, and what holds there.
 *
 * @param at where; the host is {@link Endpoint#EVERY_ADDRESS} if nothing narrows it
 * @param provenance why that is so
 * @param facts the keys of {@code server-settings}, in their order there
 */
public record Service(Endpoint at, String provenance, List<Fact> facts) {

  public Service {
    facts = List.copyOf(facts);
  }
}
