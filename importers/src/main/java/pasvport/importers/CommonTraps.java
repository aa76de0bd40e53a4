package pasvport.importers;

import java.util.Optional;
import java.util.stream.Stream;
import pasvport.site.Advertise;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;

/** The traps that any server can have. */
final class CommonTraps {

  /** Where services of the system live (RFC 6335, section 6). */
  private static final int LEAST_DATA_PORT = 1024;

  /** A range as advice names it: room for a hundred transfers, below the kernel's own ports. */
  private static final PortRange ADVISED = new PortRange(30_000, 30_099);

  private final Importer importer;
  private final Result result;
  private final Draft draft;

  CommonTraps(Importer importer, Result result, Draft draft) {
    this.importer = importer;
    this.result = result;
    this.draft = draft;
  }

  void check() {
    range();
    announced();
  }

  private void range() {
    var at = draft.origin(Setting.PASSIVE_PORTS);
    var source = draft.value(Setting.PASSIVE_SOURCE, PortSource.class);
    if (source.isEmpty()) {
      return; // the server does not start, which was said
    }
    switch (source.get()) {
      case NONE -> {}
      case KERNEL ->
          result.warn(
              at,
              "no passive range is set, so any port that the kernel gives must be open.",
              advised());
      case BUILT_IN ->
          result.warn(
              at,
              "no passive range is set, and the server draws from its own, %s."
                  .formatted(draft.passivePorts().getFirst()),
              advised());
      case EXPLICIT -> explicit(at);
    }
  }

  private String advised() {
    return importer.rangeOf(ADVISED.first(), ADVISED.last());
  }

  private void explicit(Origin at) {
    var size = draft.passivePorts().stream().mapToInt(PortRange::size).sum();
    if (draft.passivePorts().stream().anyMatch(range -> range.first() < LEAST_DATA_PORT)) {
      result.warn(
          at,
          "the passive range reaches below 1024, where clients and firewalls refuse data.",
          advised());
    }
    draft
        .value(Setting.SESSIONS, Integer.class)
        .filter(sessions -> sessions > size)
        .ifPresent(sessions ->
            result.warn(
                draft.origin(Setting.SESSIONS),
                "%d sessions are allowed, but the passive range has %d ports, one for each"
                        .formatted(sessions, size)
                    + " transfer at a time.",
                "a range of %d ports or more, or a limit of %d sessions"
                    .formatted(sessions, size)));
    if (draft
        .value(Setting.BEYOND_RANGE, BeyondRange.class)
        .equals(Optional.of(BeyondRange.LEAK))) {
      result.warn(
          at,
          "as the %d ports of the range run out, the server takes one outside, which the"
                  .formatted(size)
              + " firewall drops.",
          "a range larger than the transfers at a time");
    }
    result.services().stream()
        .flatMap(service ->
            Stream.of(
                    Stream.of(service.listener().port()),
                    service.value(Setting.IMPLICIT_PORT, Integer.class).stream(),
                    service.value(Setting.SFTP_PORT, Integer.class).stream())
                .flatMap(ports -> ports))
        .distinct()
        .filter(port -> draft.passivePorts().stream().anyMatch(range -> range.contains(port)))
        .forEach(port ->
            result.warn(
                at,
                "the passive range holds %d, where the server itself listens.".formatted(port),
                advised()));
  }

  private void announced() {
    var at = draft.origin(Setting.ANNOUNCES);
    switch (draft
        .value(Setting.ANNOUNCES, Advertise.class)
        .orElseGet(Advertise.SameAsControl::new)) {
      case Advertise.Literal(var address) when address.isAnyLocalAddress() -> {
        // each server has its own way into this and warns of it
      }
      case Advertise.Literal(var address) when address.isLoopbackAddress() ->
          result.warn(
              at,
              "clients of other hosts are told %s and find themselves there."
                  .formatted(draft.value(Setting.ANNOUNCES, Advertise.class).orElseThrow()),
              "the address that clients reach");
      case Advertise.Literal(var address) when address.isSiteLocalAddress() ->
          result.warn(
              at,
              "clients are told the private address %s, which none outside can reach."
                  .formatted(draft.value(Setting.ANNOUNCES, Advertise.class).orElseThrow()),
              "the outside address");
      case Advertise.Name(var name)
          when draft
              .value(Setting.ANNOUNCES_RESOLVED, NameLookup.class)
              .equals(Optional.of(NameLookup.AT_START)) ->
          result.warn(
              at,
              "%s is looked up once, when the server starts; when its address changes, clients are"
                      .formatted(name)
                  + " told the old one until the server is restarted.");
      case Advertise.Literal _, Advertise.Name _, Advertise.SameAsControl _, Advertise.Auto _ -> {}
    }
  }
}
