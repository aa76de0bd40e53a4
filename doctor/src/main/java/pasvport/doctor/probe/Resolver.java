package pasvport.doctor.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where names become addresses. */
@FunctionalInterface
public interface Resolver {
  InetAddress[] addresses(String name) throws UnknownHostException;
}
