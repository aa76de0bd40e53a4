package pasvport.firewall.dialect;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All dialects there are: those that {@code META-INF/services} names. */
public final class Dialects {

  private static final List<Dialect> ALL =
      ServiceLoader.load(Dialect.class).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparing(Dialect::name))
          .toList();

  private Dialects() {}

  /** By name. */
  public static List<Dialect> all() {
    return ALL;
  }

  /** The dialect of this name, if there is one. */
  public static Optional<Dialect> named(String name) {
    return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
  }
}
