package pasvport.importers;

import java.util.List;
import pasvport.site.ServerSettings.Product;

/**
 * What one server's configuration says.
 *
 * @param product which server
 * @param services where it listens, at least one; the first is the main one
 * @param warnings the traps, in the order of the files
 */
public record Imported(Product product, List<Service> services, List<Warning> warnings) {

  public Imported {
    services = List.copyOf(services);
    warnings = List.copyOf(warnings);
  }
}
