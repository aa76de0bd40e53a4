package pasvport.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Java's names in these tests: what is asked by address is counted, and has no name. */
public final class CountedNames extends InetAddressResolverProvider {
  static final AtomicInteger BY_ADDRESS = new AtomicInteger();

  @Override
  public InetAddressResolver get(Configuration configuration) {
    var builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        BY_ADDRESS.incrementAndGet();
        throw new UnknownHostException("no name");
      }
    };
  }

  @Override
  public String name() {
    return "counted";
  }
}
