package pasvport.importers;

import java.util.Optional;
import pasvport.site.Advertise;

/** Addresses and names as servers' configurations write them. */
final class Announced {

  private Announced() {}

  /** An address or a name; empty if it is neither. */
  static Optional<Advertise> of(String text) {
    try {
      var found = Advertise.parse(text);
      return switch (found) {
        case Advertise.Literal _, Advertise.Name _ -> Optional.of(found);
        case Advertise.SameAsControl _, Advertise.Auto _ -> Optional.of(new Advertise.Name(text));
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address; empty if it is a name or nothing. */
  static Optional<Advertise> literal(String text) {
    return of(text).filter(Advertise.Literal.class::isInstance);
  }
}
