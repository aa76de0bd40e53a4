package pasvport.firewall.router;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A router that is asked with PCP (RFC 6887). */
final class Pcp implements Router {
  private static final int VERSION = 2;
  private static final int MAP = 1;
  private static final int ANSWER = 0x80;
  private static final int TCP = 6;
  private static final int HEADER = 24;
  private static final int MAP_LENGTH = 36;
  private static final int OPTION_LENGTH = 4;
  private static final int NONCE = 12;

  /** RFC 6887, 13.2: another port is no help. */
  private static final int PREFER_FAILURE = 2;

  /** RFC 6887, 7.4, by number. */
  private static final List<String> RESULTS =
      List.of(
          "success",
          "it speaks another version of PCP",
          "it does not allow this (NOT_AUTHORIZED); look for PCP or UPnP in its settings",
          "it did not understand the question (MALFORMED_REQUEST)",
          "it does not forward ports (UNSUPP_OPCODE)",
          "it cannot be asked for a port in particular (UNSUPP_OPTION)",
          "it did not understand the question (MALFORMED_OPTION)",
          "it has no outside address of its own (NETWORK_FAILURE): it is not connected, or it stands behind another NAT",
          "it has no room for more (NO_RESOURCES); make the passive range smaller",
          "it does not forward TCP (UNSUPP_PROTOCOL)",
          "it gives this host no more ports (USER_EX_QUOTA); make the passive range smaller",
          "the port is taken (CANNOT_PROVIDE_EXTERNAL)",
          "this host's address is another one where the router sees it (ADDRESS_MISMATCH): there is another NAT between, which must forward too",
          "too many peers (EXCESSIVE_REMOTE_PEERS)");

  private static final int UNSUPPORTED_VERSION = 1;
  private static final int ADDRESS_MISMATCH = 12;

  private final InetAddress router;
  private final int at;
  private final SecureRandom random;

  /** RFC 6887, 11.1: a mapping is renewed and released with the nonce that it was made with. */
  private final Map<Integer, byte[]> nonces = new HashMap<>();

  private Optional<InetAddress> outside = Optional.empty();

  Pcp(InetAddress router, int at, SecureRandom random) {
    this.router = router;
    this.at = at;
    this.random = random;
  }

  @Override
  public String protocol() {
    return "PCP";
  }

  @Override
  public Lease lease(int port, Duration lifetime) throws RouterException {
    ByteBuffer answer = map(port, Math.toIntExact(lifetime.toSeconds()));
    int assigned = Short.toUnsignedInt(answer.getShort(HEADER + 18));
    if (assigned != port) {
      release(port);
      throw new RouterException(
          "it would lead its port %d to port %d here, and FTP needs the same"
              .formatted(assigned, port));
    }
    byte[] address = new byte[16];
    answer.get(HEADER + 20, address);
    outside = Optional.of(address(address));
    return new Lease(port, Duration.ofSeconds(Integer.toUnsignedLong(answer.getInt(4))));
  }

  @Override
  public void release(int port) throws RouterException {
    map(port, 0);
    nonces.remove(port);
  }

  @Override
  public InetAddress outside() throws RouterException {
    return outside.orElseThrow(() -> new RouterException("it tells its address with a lease"));
  }

  private ByteBuffer map(int port, int seconds) throws RouterException {
    try (var datagrams = new Datagrams(router, at)) {
      byte[] nonce = nonces.computeIfAbsent(port, _ -> nonce());
      boolean asks = seconds > 0;
      var question = ByteBuffer.allocate(HEADER + MAP_LENGTH + OPTION_LENGTH);
      question.put((byte) VERSION).put((byte) MAP).putShort((short) 0).putInt(seconds);
      question.put(mapped(datagrams.local()));
      question.put(nonce).put((byte) TCP).put(new byte[3]).putShort((short) port);
      question.putShort((short) (asks ? port : 0));
      question.put(mapped(outside.filter(_ -> asks).orElse(InetAddress.ofLiteral("0.0.0.0"))));
      if (asks) {
        question.put((byte) PREFER_FAILURE).put((byte) 0).putShort((short) 0);
      }
      ByteBuffer answer = datagrams.ask(question, heard -> answers(heard, nonce, port));
      int result = Byte.toUnsignedInt(answer.get(3));
      if (result != 0) {
        var said = result < RESULTS.size() ? RESULTS.get(result) : "PCP result " + result;
        throw result == ADDRESS_MISMATCH
            ? new OtherNatException(said)
            : new RouterException("port %d: %s".formatted(port, said));
      }
      return answer;
    }
  }

  private static boolean answers(ByteBuffer heard, byte[] nonce, int port) {
    if (heard.limit() < 4 || (heard.get(1) & 0xff) != (ANSWER | MAP)) {
      // A router that speaks NAT-PMP alone answers in its own way (RFC 6887, appendix A).
      return heard.limit() >= 4 && heard.get(0) == 0 && heard.get(3) == UNSUPPORTED_VERSION;
    }
    if (heard.get(3) == UNSUPPORTED_VERSION) {
      return true;
    }
    byte[] own = new byte[NONCE];
    if (heard.limit() < HEADER + MAP_LENGTH) {
      return false;
    }
    heard.get(HEADER, own);
    return Arrays.equals(own, nonce) && Short.toUnsignedInt(heard.getShort(HEADER + 16)) == port;
  }

  private byte[] nonce() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return nonce;
  }

  /** IPv4 as an IPv6 address (RFC 6887, 5). */
  private static byte[] mapped(InetAddress address) {
    if (!(address instanceof Inet4Address)) {
      return address.getAddress();
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
    return mapped;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      // Java makes IPv4 of a mapped address.
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }
}
