package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.doctor.explain.Event.Said;
import pasvport.ftp.DataAddresses;
import pasvport.ftp.MalformedException;
import pasvport.ftp.Octets;
import pasvport.ftp.Reply;

/**
 * What one side has told the other to connect to.
 *
 * @param mode who connects
 * @param port 0 if the log has the code of the reply, but not its text
 */
record Announced(Mode mode, Optional<InetAddress> address, int port) {

  private static final int PASSIVE = 227;
  private static final int EXTENDED = 229;

  /** What a command or a reply announces, if it does. */
  static Optional<Announced> in(Said said) {
    if (said.code() == PASSIVE || said.code() == EXTENDED) {
      var reply = Reply.of(said.code(), printable(said.text()));
      return Optional.of(
          new Announced(
              Mode.PASSIVE,
              said.code() == PASSIVE
                  ? DataAddresses.claimed(reply).map(InetSocketAddress::getAddress)
                  : Optional.empty(),
              DataAddresses.passivePort(reply).orElse(0)));
    }
    try {
      return switch (said.verb()) {
        case "PORT" -> active(DataAddresses.port(Octets.utf8(said.argument())));
        case "EPRT" -> active(DataAddresses.eprt(Octets.utf8(said.argument())));
        default -> Optional.empty();
      };
    } catch (MalformedException e) {
      return Optional.of(new Announced(Mode.ACTIVE, Optional.empty(), 0));
    }
  }

  private static Optional<Announced> active(InetSocketAddress address) {
    return Optional.of(
        new Announced(Mode.ACTIVE, Optional.of(address.getAddress()), address.getPort()));
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
