package pasvport.app;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Shell;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.router.Leases;
import pasvport.firewall.router.RouterException;
import pasvport.site.PortRange;

/** Asks the router of a home or branch to forward ports, and again and again until it is ended. */
final class ApplyRouter {
  /** A router keeps each port apart, and many keep few. */
  private static final int MANY = 20;

  /** Beyond this the range is not meant for such a router. */
  private static final int MOST = 256;

  private static final Pattern DEFAULT_ROUTE = Pattern.compile("default via (\\S+) .*");

  private final PrintWriter out;
  private final CountDownLatch ended = new CountDownLatch(1);

  ApplyRouter(PrintWriter out) {
    this.out = out;
  }

  /** Forwards until the process is asked to end. */
  void forward(Optional<InetAddress> named, HopNeeds hop) throws ApplyException, RouterException {
    InetAddress router = named.isPresent() ? named.get() : defaultRouter();
    List<Integer> ports = ports(hop);
    if (ports.size() > MOST) {
      throw new ApplyException(
          "%d ports are more than a router forwards one by one (%d at most here): make the passive range smaller; with the gateway ten do"
              .formatted(ports.size(), MOST));
    }
    if (ports.size() > MANY) {
      out.println(
          "%d ports are many for such a router; with the gateway, ten passive ports do."
              .formatted(ports.size()));
    }
    Leases leases = Leases.of(router, ports);
    Thread onEnd = new Thread(() -> end(leases), "the router's leases");
    Runtime.getRuntime().addShutdownHook(onEnd);
    InetAddress outside = leases.outside();
    out.println(
        "The router %s (%s) leads these ports of %s here: %s."
            .formatted(
                router.getHostAddress(), leases.protocol(), outside.getHostAddress(), text(ports)));
    Leases.doubt(outside).ifPresent(out::println);
    out.println(
        "They are renewed every %d s until this program ends (Ctrl-C), which takes them back."
            .formatted(leases.renewal().toSeconds()));
    out.flush();
    keep(leases);
  }

  private void keep(Leases leases) throws RouterException {
    try {
      while (!ended.await(leases.renewal().toMillis(), TimeUnit.MILLISECONDS)) {
        leases.renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Leases leases) {
    ended.countDown();
    List<String> trouble = leases.release();
    out.println(
        trouble.isEmpty() ? "Taken back." : "Not taken back: " + String.join("; ", trouble));
    out.flush();
  }

  private static List<Integer> ports(HopNeeds hop) {
    return hop.inward().stream()
        .filter(need -> need.family() == Family.IPV4)
        .flatMapToInt(need -> IntStream.rangeClosed(need.ports().first(), need.ports().last()))
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  private static InetAddress defaultRouter() throws ApplyException {
    return Shell.here()
        .told("ip", "-4", "route", "show", "default")
        .lines()
        .map(DEFAULT_ROUTE::matcher)
        .filter(line -> line.matches())
        .map(line -> InetAddress.ofLiteral(line.group(1)))
        .findFirst()
        .orElseThrow(() ->
            new ApplyException("this host has no default route; name the router with --router"));
  }

  /** Ports as ranges. */
  private static String text(List<Integer> ports) {
    var starts = ports.stream().filter(port -> !ports.contains(port - 1)).toList();
    return starts.stream()
        .map(start -> {
          int last = start;
          while (ports.contains(last + 1)) {
            last++;
          }
          return new PortRange(start, last).toString();
        })
        .collect(Collectors.joining(", "));
  }
}
