package pasvport.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import pasvport.linux.NetworkNamespace;

/**
 * One machine of a lab: a network namespace with interfaces, routes, rules and processes of its
 * own.
 */
public final class Host {
  /** Setting up takes milliseconds; this much only on a machine that is very busy. */
  static final Duration SETUP = Duration.ofSeconds(20);

  /** How long a server may take until it listens: a JVM on a busy machine takes seconds. */
  static final Duration START = Duration.ofSeconds(60);

  private static final long POLL_MILLIS = 10;

  private final String name;
  private final String namespace;
  private final List<Running> servers = new CopyOnWriteArrayList<>();
  private int links;

  Host(String name, String namespace) {
    this.name = name;
    this.namespace = namespace;
  }

  /** The name it was given in the lab. */
  public String name() {
    return name;
  }

  /** The namespace's name, for {@code ip netns exec}. */
  public String namespace() {
    return namespace;
  }

  /**
   * An end of a link at this host; interfaces are called eth0, eth1, … in the order they are asked
   * for.
   */
  public End at(String... addresses) {
    return new End(this, "eth" + links++, List.of(addresses));
  }

  /**
   * Adds an address with its prefix length to an interface; IPv6 without duplicate detection, so
   * that it serves at once.
   */
  public void address(String device, String address) {
    var words = new ArrayList<>(List.of("ip", "address", "add", address, "dev", device));
    if (address.contains(":")) {
      words.add("nodad");
    }
    set(words);
  }

  /** Sends what has no better route to this neighbour, IPv4 or IPv6. */
  public void defaultRoute(String via) {
    route("default", via);
  }

  /** Sends what goes to this network to this neighbour, IPv4 or IPv6. */
  public void route(String network, String via) {
    set(List.of("ip", via.contains(":") ? "-6" : "-4", "route", "add", network, "via", via));
  }

  /** Whether it passes on packets that are not for itself, IPv4 and IPv6. */
  public void forwarding(boolean on) {
    String value = on ? "1" : "0";
    kernel("net.ipv4.ip_forward", value);
    kernel("net.ipv6.conf.all.forwarding", value);
  }

  /** Sets one of the kernel's parameters in this host, as sysctl(8) names them. */
  public void kernel(String key, String value) {
    set("sysctl", "-q", "-w", key + "=" + value);
  }

  /**
   * Loads rules, in one transaction, beside those that stand.
   *
   * @param rules text as in a file for {@code nft -f}
   * @throws LabException when nft refuses them, with its whole message
   */
  public void nft(String rules) {
    run("nft", "-f", "-").reading(rules.getBytes(StandardCharsets.UTF_8)).within(SETUP).orThrow();
  }

  /** A program to run in this host. */
  public Command run(String... command) {
    return run(List.of(command));
  }

  /** A program to run in this host. */
  public Command run(List<String> command) {
    return new Command(
        name, List.of("nsenter", "--net=" + Lab.FOLDER.resolve(namespace), "--"), command);
  }

  /**
   * Does something on a new thread that lives in this host: the sockets that it makes are the
   * host's. Threads that it starts in turn do not live there, virtual ones least of all.
   */
  public <T> CompletableFuture<T> inside(Callable<T> deed) {
    var done = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .name("in " + name)
        .start(() -> {
          try {
            NetworkNamespace.enter(Lab.FOLDER.resolve(namespace));
            done.complete(deed.call());
          } catch (Throwable failed) {
            done.completeExceptionally(failed);
          }
        });
    return done;
  }

  /**
   * Starts a server and waits until it listens. It must stay in the foreground.
   *
   * @param command program and arguments
   * @param ports the TCP ports, one or more, that must be listened on before this returns
   * @throws LabException when one is listened on already, when the server ends, or when it takes
   *     too long; with what it said
   */
  public Running start(List<String> command, int... ports) {
    var wanted = new TreeSet<Integer>();
    Arrays.stream(ports).forEach(wanted::add);
    var taken =
        Listening.in(
            run("cat", "/proc/self/net/tcp", "/proc/self/net/tcp6").within(SETUP).stdout());
    taken.retainAll(wanted);
    if (!taken.isEmpty()) {
      throw new LabException(
          "%s: %s is not started: something listens on %s already"
              .formatted(name, String.join(" ", command), taken));
    }
    var running = new Running(name, run(command), /* piped= */ false);
    servers.add(running);
    try {
      awaitListening(running, wanted);
      return running;
    } catch (RuntimeException | Error failed) {
      running.close();
      throw failed;
    }
  }

  /**
   * A cell in which programs of this host have folders of their own.
   *
   * @param folders that exist on this machine
   * @throws LabException when this machine does not allow it
   */
  public Cell cell(String... folders) {
    return Cell.in(this, folders);
  }

  /** Starts a program that is talked to through its standard input and output. */
  public Running pipe(List<String> command) {
    var running = new Running(name, run(command), /* piped= */ true);
    servers.add(running);
    return running;
  }

  private void awaitListening(Running server, Set<Integer> ports) {
    Path home = Lab.FOLDER.resolve(namespace);
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() - deadline < 0) {
      // Until it has entered the namespace, its view of the ports is the machine's, not this
      // host's.
      if (livesIn(server.pid(), home) && Listening.near(server.pid()).containsAll(ports)) {
        return;
      }
      if (server.exit(Duration.ofMillis(POLL_MILLIS)).isPresent()) {
        throw server.failure("ended before it listened on " + ports);
      }
    }
    throw server.failure("does not listen on " + ports + " after " + START);
  }

  private static boolean livesIn(long pid, Path namespace) {
    try {
      var own = Path.of("/proc", Long.toString(pid), "ns", "net");
      return Files.getAttribute(own, "unix:ino").equals(Files.getAttribute(namespace, "unix:ino"));
    } catch (IOException gone) {
      return false;
    }
  }

  void set(List<String> command) {
    run(command).within(SETUP).orThrow();
  }

  void set(String... command) {
    set(List.of(command));
  }

  void stopServers() {
    servers.reversed().forEach(Running::close);
    servers.clear();
  }

  @Override
  public String toString() {
    return name;
  }
}
