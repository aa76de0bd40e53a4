package pasvport.gateway;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Advertise;
import pasvport.site.AdvertiseFor;
import pasvport.site.HostAddresses;
import pasvport.site.Passive;

/**
 * What a 227 tells whom: the address by client network.
 *
 * <p>Names and {@code auto} are looked up again every minute on a thread of their own, so that no
 * session waits for DNS; while a look-up fails the last answer holds.
 */
final class Advertised implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Advertised.class);

  /** Dynamic DNS changes a few times a day; a minute keeps the gap short and the resolver calm. */
  private static final Duration REFRESH = Duration.ofMinutes(1);

  private final Passive passive;
  private final HostAddresses host;
  private final Map<Advertise, Inet4Address> found = new ConcurrentHashMap<>();
  private final Set<Advertise> changing = new HashSet<>();
  private @Nullable Thread refresher;

  /**
   * What a site says.
   *
   * @param before what was in force; its answers hold for as long as a look-up fails
   */
  static Advertised after(Advertised before, Passive passive, HostAddresses host) {
    Advertised next = new Advertised(passive, host);
    next.changing.forEach(each -> {
      @Nullable Inet4Address last = before.found.get(each);
      if (last != null) {
        next.found.put(each, last);
      }
    });
    return next;
  }

  Advertised(Passive passive, HostAddresses host) {
    this.passive = passive;
    this.host = host;
    passive.addressFor().stream().map(AdvertiseFor::address).forEach(this::note);
    note(passive.address());
  }

  private void note(Advertise advertise) {
    switch (advertise) {
      case Advertise.Auto auto -> changing.add(auto);
      case Advertise.Name name -> changing.add(name);
      case Advertise.Literal literal -> {}
      case Advertise.SameAsControl same -> {}
    }
  }

  /**
   * Looks everything up once, then goes on looking in the background.
   *
   * @throws IOException if {@code auto} is asked for and the host has no default route
   */
  void start() throws IOException {
    for (Advertise each : changing) {
      lookUp(each);
      if (each instanceof Advertise.Auto && !found.containsKey(each)) {
        throw new IOException(
            "passive.address is auto, but this host has no IPv4 default route: write the address"
                + " that clients reach, or same-as-control");
      }
    }
    if (!changing.isEmpty()) {
      refresher = Thread.ofPlatform().daemon().name("advertised").start(this::refresh);
    }
  }

  /**
   * The address for a 227 to this client.
   *
   * @param reached the address that its control connection reached
   * @return empty if it's not known, or not IPv4
   */
  Optional<Inet4Address> address(InetAddress client, InetAddress reached) {
    Advertise advertise = passive.addressFor(client);
    return switch (advertise) {
      case Advertise.SameAsControl same -> ipv4(reached);
      case Advertise.Literal(InetAddress address) -> ipv4(address);
      case Advertise.Auto auto -> Optional.ofNullable(found.get(auto));
      case Advertise.Name name -> Optional.ofNullable(found.get(name));
    };
  }

  private void refresh() {
    try {
      while (true) {
        Thread.sleep(REFRESH);
        changing.forEach(this::lookUpAgain);
      }
    } catch (InterruptedException e) {
      LOG.debug("no more look-ups");
    }
  }

  private void lookUpAgain(Advertise advertise) {
    try {
      lookUp(advertise);
    } catch (RuntimeException e) {
      // The host's routes or addresses could not be read; the last answer holds.
      LOG.atWarn().addKeyValue("advertise", advertise).setCause(e).log("no look-up");
    }
  }

  private void lookUp(Advertise advertise) {
    Optional<Inet4Address> now =
        switch (advertise) {
          case Advertise.Auto auto -> host.ofDefaultRoute(false).flatMap(Advertised::ipv4);
          case Advertise.Name(String name) -> resolve(name);
          case Advertise.Literal literal -> Optional.empty();
          case Advertise.SameAsControl same -> Optional.empty();
        };
    now.ifPresent(address -> {
      Inet4Address before = found.put(advertise, address);
      if (!address.equals(before)) {
        LOG.atInfo()
            .addKeyValue("advertise", advertise)
            .addKeyValue("address", address.getHostAddress())
            .log("advertised address");
      }
    });
  }

  private Optional<Inet4Address> resolve(String name) {
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        if (address instanceof Inet4Address ipv4) {
          return Optional.of(ipv4);
        }
      }
      LOG.atWarn().addKeyValue("name", name).log("the name to advertise has no IPv4 address");
    } catch (UnknownHostException e) {
      LOG.atWarn().addKeyValue("name", name).log("the name to advertise cannot be resolved");
    }
    return Optional.empty();
  }

  private static Optional<Inet4Address> ipv4(InetAddress address) {
    return address instanceof Inet4Address ipv4 ? Optional.of(ipv4) : Optional.empty();
  }

  @Override
  public void close() {
    if (refresher != null) {
      refresher.interrupt();
    }
  }
}
