package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import pasvport.site.ServerSettings.Product;

/** What is found while a configuration is read. */
final class Result {

  /** More help nobody, and a file made to annoy shall not fill the terminal. */
  private static final int MOST_WARNINGS = 100;

  private final Product product;
  private final List<Draft> services = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  Result(Product product) {
    this.product = product;
  }

  /** Another service, to be filled; the first is the main one. */
  Draft service(Origin whole) {
    var draft = new Draft(product, whole);
    services.add(draft);
    return draft;
  }

  List<Draft> services() {
    return List.copyOf(services);
  }

  void warn(Origin at, String means, String instead) {
    var warning = new Warning(at, means, instead);
    if (warnings.size() < MOST_WARNINGS && !warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  void warn(Origin at, String means) {
    warn(at, means, "");
  }

  Imported imported() {
    return new Imported(product, services.stream().map(Draft::service).toList(), warnings);
  }
}
