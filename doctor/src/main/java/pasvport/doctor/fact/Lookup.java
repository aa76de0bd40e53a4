package pasvport.doctor.fact;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a name stands for.
 *
 * @param failure why it could not be looked up
 */
public record Lookup(String host, List<InetAddress> addresses, Optional<String> failure) {
  public Lookup {
    addresses = List.copyOf(addresses);
  }
}
