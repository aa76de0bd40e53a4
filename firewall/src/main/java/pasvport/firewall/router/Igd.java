package pasvport.firewall.router;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A router that is asked with UPnP (WANIPConnection:1 and :2, UPnP Forum 2001 and 2010). */
final class Igd implements Router {
  /** WANIPConnection:1, 2.4.16.2: it knows only leases without end. */
  private static final String ONLY_PERMANENT = "725";

  private final Soap service;
  private final InetAddress local;

  Igd(Soap service, InetAddress local) {
    this.service = service;
    this.local = local;
  }

  @Override
  public String protocol() {
    return "UPnP";
  }

  @Override
  public Lease lease(int port, Duration lifetime) throws RouterException {
    try {
      add(port, lifetime);
      return new Lease(port, lifetime);
    } catch (Soap.Fault fault) {
      if (!fault.code().equals(ONLY_PERMANENT)) {
        throw refused(port, fault);
      }
    }
    try {
      add(port, Duration.ZERO);
      return new Lease(port, Duration.ZERO);
    } catch (Soap.Fault fault) {
      throw refused(port, fault);
    }
  }

  private void add(int port, Duration lifetime) throws RouterException, Soap.Fault {
    var arguments = at(port);
    arguments.put("NewInternalPort", Integer.toString(port));
    arguments.put("NewInternalClient", local.getHostAddress());
    arguments.put("NewEnabled", "1");
    arguments.put("NewPortMappingDescription", "pasvport FTP");
    arguments.put("NewLeaseDuration", Long.toString(lifetime.toSeconds()));
    service.call("AddPortMapping", arguments);
  }

  private static Map<String, String> at(int port) {
    var arguments = new LinkedHashMap<String, String>();
    arguments.put("NewRemoteHost", "");
    arguments.put("NewExternalPort", Integer.toString(port));
    arguments.put("NewProtocol", "TCP");
    return arguments;
  }

  private static RouterException refused(int port, Soap.Fault fault) {
    return new RouterException(
        switch (fault.code()) {
          case "718" -> "port %d is taken: it leads to another host already".formatted(port);
          case "606" ->
              "port %d: it does not allow this; look for UPnP in its settings".formatted(port);
          case "728" ->
              "port %d: it has no room for more; make the passive range smaller".formatted(port);
          default -> "port %d: UPnP error %s %s".formatted(port, fault.code(), fault.getMessage());
        });
  }

  @Override
  public void release(int port) throws RouterException {
    try {
      service.call("DeletePortMapping", at(port));
    } catch (Soap.Fault fault) {
      throw refused(port, fault);
    }
  }

  @Override
  public InetAddress outside() throws RouterException {
    try {
      var address =
          service.call("GetExternalIPAddress", Map.of()).getOrDefault("NewExternalIPAddress", "");
      return InetAddress.ofLiteral(address);
    } catch (Soap.Fault | IllegalArgumentException e) {
      throw new RouterException("it does not tell its outside address: " + e.getMessage(), e);
    }
  }
}
