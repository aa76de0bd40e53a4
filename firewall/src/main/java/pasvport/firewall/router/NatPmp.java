package pasvport.firewall.router;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A router that is asked with NAT-PMP (RFC 6886). */
final class NatPmp implements Router {
  private static final int ADDRESS = 0;
  private static final int MAP_TCP = 2;
  private static final int ANSWER = 0x80;
  private static final int ADDRESS_LENGTH = 12;
  private static final int MAP_LENGTH = 16;

  /** RFC 6886, 3.5, by number. */
  private static final List<String> RESULTS =
      List.of(
          "success",
          "it speaks another version of NAT-PMP",
          "it does not allow this; look for NAT-PMP or UPnP in its settings",
          "it has no outside address of its own: it is not connected, or it stands behind another NAT, which must forward the same ports",
          "it has no room for more; make the passive range smaller",
          "it does not forward ports");

  private final InetAddress router;
  private final int at;

  NatPmp(InetAddress router, int at) {
    this.router = router;
    this.at = at;
  }

  @Override
  public String protocol() {
    return "NAT-PMP";
  }

  @Override
  public Lease lease(int port, Duration lifetime) throws RouterException {
    ByteBuffer answer = map(port, port, Math.toIntExact(lifetime.toSeconds()));
    int assigned = Short.toUnsignedInt(answer.getShort(10));
    if (assigned != port) {
      release(port);
      throw new RouterException(
          "port %d is taken: it would give %d, and FTP needs the same".formatted(port, assigned));
    }
    return new Lease(port, Duration.ofSeconds(Integer.toUnsignedLong(answer.getInt(12))));
  }

  @Override
  public void release(int port) throws RouterException {
    map(port, 0, 0);
  }

  @Override
  public InetAddress outside() throws RouterException {
    try (var datagrams = new Datagrams(router, at)) {
      var question = ByteBuffer.allocate(2).put((byte) 0).put((byte) ADDRESS);
      ByteBuffer answer =
          checked(datagrams.ask(question, heard -> answers(heard, ADDRESS, ADDRESS_LENGTH)));
      byte[] address = new byte[4];
      answer.get(8, address);
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 bytes", e);
    }
  }

  private ByteBuffer map(int port, int outside, int seconds) throws RouterException {
    try (var datagrams = new Datagrams(router, at)) {
      var question = ByteBuffer.allocate(12);
      question.put((byte) 0).put((byte) MAP_TCP).putShort((short) 0);
      question.putShort((short) port).putShort((short) outside).putInt(seconds);
      return checked(
          datagrams.ask(
              question,
              heard ->
                  answers(heard, MAP_TCP, MAP_LENGTH)
                      && (heard.limit() < MAP_LENGTH
                          || Short.toUnsignedInt(heard.getShort(8)) == port)));
    }
  }

  /** A refusal may be shorter than an answer. */
  private static boolean answers(ByteBuffer heard, int operation, int length) {
    return heard.limit() >= 4
        && heard.get(0) == 0
        && (heard.get(1) & 0xff) == (ANSWER | operation)
        && (heard.getShort(2) != 0 || heard.limit() >= length);
  }

  private static ByteBuffer checked(ByteBuffer answer) throws RouterException {
    int result = Short.toUnsignedInt(answer.getShort(2));
    if (result != 0) {
      throw new RouterException(
          result < RESULTS.size() ? RESULTS.get(result) : "NAT-PMP result " + result);
    }
    return answer;
  }
}
