package pasvport.doctor.ends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.report.Shape;
import pasvport.site.HostAddresses;
import pasvport.site.Json;
import pasvport.site.PortRange;

/**
 * The end beside the server. It listens and plays for one test at a time, and never for longer than
 * a minute: what an asker forgets to close is closed by itself.
 */
public final class Beside implements End, AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  static final int MOST_PORTS = 512;

  static final int MOST_RANGES = 16;

  /** Below are ports of services; no passive range goes there. */
  private static final int FIRST_PORT = 1024;

  private final Optional<SSLContext> tls;
  private final boolean mayRedirect;
  private final List<Path> logs;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private @Nullable Doors doors;
  private @Nullable Stage stage;
  private @Nullable Redirect redirect;
  private @Nullable ScheduledFuture<?> end;

  /**
   * @param tls the certificate for scenes under TLS; empty, they are left out
   * @param mayRedirect whether the server's port may be steered to the play for its guests
   * @param logs what to read beside the usual files
   */
  public Beside(Optional<SSLContext> tls, boolean mayRedirect, List<Path> logs) {
    this.tls = tls;
    this.mayRedirect = mayRedirect;
    this.logs = List.copyOf(logs);
  }

  @Override
  public Shape ask(String question, Map<String, ?> order) throws IOException {
    return Shape.parse(Json.write(answer(question, Shape.parse(Json.write(order)))));
  }

  /**
   * Answers one of {@link BesideQuestion}.
   *
   * @throws IllegalArgumentException if the question or the order cannot be read
   * @throws IOException if it cannot be done now, with the reason
   */
  public synchronized Map<String, ?> answer(String question, Shape order) throws IOException {
    return switch (BesideQuestion.named(question)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is none of %s".formatted(question, List.of(BesideQuestion.values()))))) {
      case VIEW -> View.ofThisHost(logs);
      case OPEN_DOORS -> openDoors(order);
      case CLOSE_DOORS -> closeDoors();
      case OPEN_STAGE -> openStage(order);
      case CLOSE_STAGE -> closeStage();
      case JUDGE -> judge(order);
    };
  }

  private Map<String, ?> openDoors(Shape order) throws IOException {
    closeAll();
    var ports = ports(order);
    var opened = Doors.open(ports, Secret.of(order));
    doors = opened;
    end = clock.schedule(this::forget, LONGEST.toSeconds(), TimeUnit.SECONDS);
    return Map.of("open", opened.open(), "taken", List.copyOf(opened.taken().keySet()));
  }

  private Map<String, ?> closeDoors() throws IOException {
    var open = doors;
    if (open == null) {
      return Map.of("arrivals", List.of());
    }
    var arrivals = open.arrivals();
    closeAll();
    return Map.of(
        "arrivals",
        arrivals.stream()
            .map(each -> Map.of("port", each.port(), "from", Addresses.shown(each.from())))
            .toList());
  }

  private Map<String, ?> openStage(Shape order) throws IOException {
    closeAll();
    var secret = Secret.of(order);
    var guests = addresses(order.texts("for"));
    var outside = address(order.text("outside"));
    int control = (int) order.number("control");
    var free = ports(order);
    Stage opened;
    boolean steered = false;
    try {
      opened = new Stage(control, secret, guests, outside, free, tls);
    } catch (IOException taken) {
      if (!mayRedirect) {
        throw new IOException(
            "port %d is taken (%s), and connections to it may not be steered elsewhere (--redirect)"
                .formatted(control, taken.getMessage()),
            taken);
      }
      opened = steered(control, secret, guests, outside, free);
      steered = true;
    }
    stage = opened;
    end = clock.schedule(this::forget, LONGEST.toSeconds(), TimeUnit.SECONDS);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("steered", steered);
    answer.put("tls", tls.isPresent());
    return answer;
  }

  /** On the first port of the range that is free, because the host's firewall lets that in. */
  private Stage steered(
      int control, String secret, Set<InetAddress> guests, InetAddress outside, List<Integer> free)
      throws IOException {
    if (guests.isEmpty()) {
      throw new IOException("the address that connections come from is not known");
    }
    for (int i = 0; i < free.size(); i++) {
      Stage opened;
      try {
        opened =
            new Stage(free.get(i), secret, guests, outside, free.subList(i + 1, free.size()), tls);
      } catch (IOException taken) {
        continue;
      }
      try {
        redirect = Redirect.of(guests, control, free.get(i));
        return opened;
      } catch (IOException e) {
        opened.close();
        throw e;
      }
    }
    throw new IOException("no port of the passive range is free");
  }

  private Map<String, ?> closeStage() throws IOException {
    var open = stage;
    if (open == null) {
      return Map.of("scenes", List.of());
    }
    Map<Scene, Part> played;
    try {
      played = open.end();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("the vantage is stopping", stopping);
    } finally {
      closeAll();
    }
    return Map.of(
        "scenes",
        played.entrySet().stream().map(each -> each.getValue().json(each.getKey())).toList());
  }

  private Map<String, ?> judge(Shape order) throws IOException {
    var client = order.maybeText("client").map(Beside::address);
    var server = own(address(order.text("server")));
    int control = (int) order.number("control");
    var since = Instant.parse(order.text("since"));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("needs", HostFirewall.judge(server, client, control, ranges(order)));
    answer.put(
        "story",
        client.isEmpty() ? List.of() : HostLogs.story(HostLogs.files(logs), client.get(), since));
    return answer;
  }

  /** The address that the host itself has, where a NAT gives it another one. */
  private static InetAddress own(InetAddress reached) {
    var host = HostAddresses.ofThisHost();
    return host.isLocal(reached)
        ? reached
        : host.ofDefaultRoute(reached instanceof Inet6Address).orElse(reached);
  }

  private synchronized void forget() {
    try {
      closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeAll() throws IOException {
    if (end != null) {
      end.cancel(false);
    }
    var steering = redirect;
    var play = stage;
    var listening = doors;
    redirect = null;
    stage = null;
    doors = null;
    try {
      if (steering != null) {
        steering.close();
      }
    } finally {
      if (play != null) {
        play.close();
      }
      if (listening != null) {
        listening.close();
      }
    }
  }

  private static List<PortRange> ranges(Shape order) {
    var ranges = order.texts("ports").stream().map(PortRange::parse).toList();
    if (ranges.isEmpty() || ranges.size() > MOST_RANGES) {
      throw new IllegalArgumentException("ports: 1 to %d ranges".formatted(MOST_RANGES));
    }
    return ranges;
  }

  private static List<Integer> ports(Shape order) {
    var ports = new ArrayList<Integer>();
    for (var range : order.texts("ports").stream().map(PortRange::parse).toList()) {
      if (range.first() < FIRST_PORT || ports.size() + range.size() > MOST_PORTS) {
        throw new IllegalArgumentException(
            "ports: at most %d, from %d on".formatted(MOST_PORTS, FIRST_PORT));
      }
      for (int port = range.first(); port <= range.last(); port++) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static Set<InetAddress> addresses(List<String> texts) {
    return texts.stream().map(Beside::address).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Override
  public synchronized void close() throws IOException {
    clock.shutdownNow();
    closeAll();
  }
}
