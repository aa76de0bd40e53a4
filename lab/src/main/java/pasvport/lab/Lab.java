package pasvport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network on one machine: hosts as network namespaces, links between them, and firewalls, for as
 * long as it is open.
 *
 * <p>All that is made carries a prefix with this process's id and start time. It is removed on
 * {@link #close}, when this process ends, and, should it have been killed, when the next lab opens.
 * Needs Linux and root; {@link #missing} says what is not there. One thread builds a lab; commands
 * may be run in its hosts from many.
 */
public final class Lab implements AutoCloseable {
  /** Where iproute2 keeps the names of network namespaces (ip-netns(8)). */
  static final Path FOLDER = Path.of("/var/run/netns");

  /** What the lab itself calls, and the Debian package it comes in. */
  private static final Map<String, String> TOOLS =
      Map.of("ip", "iproute2", "nft", "nftables", "nsenter", "util-linux", "sysctl", "procps");

  private static final List<String> PLACES =
      List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<Lab> OPEN = ConcurrentHashMap.newKeySet();

  private final String name;
  private final Owner owner;
  private final int number;
  private final Map<String, Host> hosts = new LinkedHashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Lab::close), "labs' end"));
  }

  private Lab(String name, Owner owner, int number) {
    this.name = name;
    this.owner = owner;
    this.number = number;
  }

  /**
   * What stands in the way of a lab on this machine, a sentence each; empty when one can be opened.
   *
   * <p>Looks only; what a container forbids in spite of root shows when a lab is opened.
   */
  public static List<String> missing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return List.of("the lab needs Linux, this is " + System.getProperty("os.name"));
    }
    var missing = new ArrayList<String>();
    if (!isRoot()) {
      missing.add("the lab needs root, this is user " + System.getProperty("user.name"));
    }
    TOOLS.forEach((tool, origin) -> {
      if (!installed(tool)) {
        missing.add(
            "the lab needs the program " + tool + " (Debian: apt-get install " + origin + ")");
      }
    });
    if (missing.isEmpty()) {
      mayMakeNamespaces(missing);
    }
    return List.copyOf(missing);
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Whether a program of this name is in the search path or where administrators' programs are. */
  public static boolean installed(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Arrays.stream(path.split(":", -1)), PLACES.stream())
        .filter(place -> !place.isEmpty())
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private static void mayMakeNamespaces(List<String> missing) {
    try (var lab = open("probe")) {
      var one = lab.host("one");
      lab.link(one.at(), lab.host("two").at());
      one.nft(
          "table inet probe { chain forward { type filter hook forward priority 0; policy drop; }; }");
    } catch (LabException refused) {
      missing.add(
          "root may not make network namespaces, links or rules here: " + refused.getMessage());
    }
  }

  /**
   * Opens an empty lab, and removes what labs of dead processes have left behind.
   *
   * @param name for messages
   */
  public static Lab open(String name) {
    removeLeftovers();
    var lab = new Lab(name, Owner.self(), NUMBER.incrementAndGet());
    OPEN.add(lab);
    return lab;
  }

  /**
   * Adds a host: a namespace with its loopback interface up and no rules. The kernel's FTP helper
   * is kept off in it.
   *
   * @param hostName lower-case letters and digits, beginning with a letter, at most 15; once in a
   *     lab
   */
  public Host host(String hostName) {
    if (!hostName.matches("[a-z][a-z0-9]{0,14}")) {
      throw new IllegalArgumentException(
          "a host's name is 1 to 15 lower-case letters and digits: " + hostName);
    }
    if (hosts.containsKey(hostName)) {
      throw new IllegalArgumentException("lab " + name + " has a host " + hostName + " already");
    }
    String namespace = owner.namespace(number, hostName);
    machine("ip", "netns", "add", namespace).orThrow();
    var host = new Host(hostName, namespace);
    hosts.put(hostName, host);
    // -e: a key that this kernel does not have (the helper's switch went with Linux 6.0) is fine.
    host.set(
        "sysctl",
        "-e",
        "-q",
        "-w",
        "net.ipv6.conf.all.disable_ipv6=0",
        "net.ipv6.conf.default.disable_ipv6=0",
        "net.ipv6.conf.default.accept_dad=0",
        "net.netfilter.nf_conntrack_helper=0");
    host.set("ip", "link", "set", "lo", "up");
    return host;
  }

  /** Lays a cable between two hosts: a pair of interfaces, up, with their addresses. */
  public void link(End one, End other) {
    one.host()
        .set(
            "ip",
            "link",
            "add",
            one.device(),
            "type",
            "veth",
            "peer",
            "name",
            other.device(),
            "netns",
            other.host().namespace());
    for (var end : List.of(one, other)) {
      end.host().set("ip", "link", "set", end.device(), "up");
      end.addresses().forEach(address -> end.host().address(end.device(), address));
    }
  }

  /** As {@link #link(End, End)}, with one address at each end. */
  public void link(Host one, String address, Host other, String otherAddress) {
    link(one.at(address), other.at(otherAddress));
  }

  /** Ends what runs in its hosts and removes them. Closing twice does nothing. */
  @Override
  public void close() {
    OPEN.remove(this);
    for (var host : List.copyOf(hosts.values()).reversed()) {
      host.stopServers();
      remove(host.namespace());
    }
    hosts.clear();
  }

  private static void removeLeftovers() {
    if (!Files.isDirectory(FOLDER)) {
      return;
    }
    try (var names = Files.list(FOLDER)) {
      names
          .map(path -> path.getFileName().toString())
          .filter(namespace -> Owner.of(namespace).filter(owner -> !owner.runs()).isPresent())
          .forEach(Lab::remove);
    } catch (IOException unreadable) {
      throw new LabException(FOLDER + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Kills whatever still lives in a namespace, by its id, and takes the namespace's name away. */
  private static void remove(String namespace) {
    if (!Files.exists(FOLDER.resolve(namespace))) {
      return;
    }
    var living =
        processes(namespace).stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
    living.forEach(ProcessHandle::destroyForcibly);
    living.forEach(Lab::awaitEnd);
    var deleted = machine("ip", "netns", "delete", namespace);
    // Two labs that open at once may both find the same leftover; the slower one has nothing more
    // to do.
    if (Files.exists(FOLDER.resolve(namespace))) {
      deleted.orThrow();
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(Command.KILL.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException stuck) {
      throw new LabException("process " + process.pid() + " was killed and does not end", stuck);
    }
  }

  /** The ids of all processes that live in a host. */
  static List<Long> processes(Host host) {
    return processes(host.namespace());
  }

  private static List<Long> processes(String namespace) {
    return machine("ip", "netns", "pids", namespace)
        .stdout()
        .lines()
        .map(line -> Long.valueOf(line.strip()))
        .toList();
  }

  private static Ran machine(String... command) {
    return Command.here(List.of(command)).within(Host.SETUP);
  }
}
