package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What holds for this language whatever bytes come in.
 *
 * <p>The last two bits of an input's first byte choose the property, so that an input stored as
 * text begins with 0 (commands), 1 (replies), 2 (addresses) or 3 (features).
 */
final class LanguageProperties {
  /** More than any subnegotiation or line that is still open can swallow. */
  private static final byte[] PADDING = Fed.bytes("x".repeat(600) + "\r\n");

  private LanguageProperties() {}

  static void check(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 3) {
      case 0 -> commands(rest);
      case 1 -> replies(rest);
      case 2 -> addresses(Octets.of(rest));
      default -> features(rest);
    }
  }

  private static void commands(byte[] input) {
    List<ClientInput> seen = Fed.client(input);
    int bytes = 0;
    for (ClientInput one : seen) {
      switch (one) {
        case ClientInput.Line(Command command) -> {
          bytes += command.verb().length() + 2;
          assertThat(command.verb().length() + command.argument().length())
              .isLessThanOrEqualTo(Fed.LINE_LIMIT);
          oneCommandOnTheWire(command);
          shown(command.shown());
        }
        case ClientInput.Bad(_, Octets excerpt) -> {
          bytes++;
          assertThat(excerpt.length()).isLessThanOrEqualTo(64);
          shown(excerpt.shown());
        }
        case ClientInput.Negotiation(Octets answer) -> {
          bytes += answer.length();
          assertThat(answer.at(0)).isEqualTo(0xFF);
          assertThat(answer.length()).isEqualTo(3);
        }
      }
    }
    assertThat(bytes).isLessThanOrEqualTo(input.length);
    recovers(input);
    foreignOnceIsForeignForGood(input);
  }

  private static void oneCommandOnTheWire(Command command) {
    byte[] wire = command.encoded();
    assertThat(Fed.text(wire)).endsWith("\r\n").containsOnlyOnce("\n");
    assertThat(Fed.client(wire)).containsExactly(new ClientInput.Line(command));
  }

  /** However a client began, its next whole line is understood. */
  private static void recovers(byte[] input) {
    var decoder = new CommandDecoder(Fed.LINE_LIMIT);
    var seen = new ArrayList<ClientInput>();
    decoder.decode(ByteBuffer.wrap(input), seen::add);
    assertThat(decoder.buffered()).isBetween(0, Fed.LINE_LIMIT + 2);
    decoder.decode(ByteBuffer.wrap(PADDING), seen::add);
    decoder.decode(ByteBuffer.wrap(Fed.bytes("NOOP\r\n")), seen::add);
    assertThat(seen.getLast()).isEqualTo(new ClientInput.Line(Command.of("NOOP")));
    assertThat(decoder.buffered()).isZero();
  }

  private static void foreignOnceIsForeignForGood(byte[] input) {
    var before = ForeignProtocol.recognise(ByteBuffer.allocate(0));
    for (int length = 0; length <= Math.min(input.length, ForeignProtocol.MOST_BYTES); length++) {
      var now = ForeignProtocol.recognise(ByteBuffer.wrap(input, 0, length));
      if (before.isPresent()) {
        assertThat(now).isEqualTo(before);
      }
      before = now;
    }
    assertThat(ForeignProtocol.recognise(ByteBuffer.wrap(input))).isEqualTo(before);
  }

  private static void replies(byte[] input) {
    for (ServerInput one : Fed.server(input)) {
      switch (one) {
        case ServerInput.Answer(Reply reply) -> {
          assertThat(reply.lines().stream().mapToInt(line -> line.length() + 2).sum())
              .isLessThanOrEqualTo(Fed.REPLY_LIMIT);
          shown(reply.shown());
          oneReplyOnTheWire(reply);
          var port = DataAddresses.passivePort(reply);
          assertThat(port.orElse(1)).isBetween(1, 65535);
          assertThat(reply.completed() || port.isEmpty()).isTrue();
        }
        case ServerInput.Bad(_, Octets excerpt) ->
            assertThat(excerpt.length()).isLessThanOrEqualTo(64);
      }
    }
  }

  /** Only the indent that RFC 959 asks for may be new, and it is written once. */
  private static void oneReplyOnTheWire(Reply reply) {
    byte[] wire = reply.encoded();
    Reply again = read(wire);
    assertThat(again.encoded()).isEqualTo(wire);
    assertThat(again.code()).isEqualTo(reply.code());
    assertThat(again.lines()).hasSameSizeAs(reply.lines());
    for (int i = 0; i < reply.lines().size(); i++) {
      Octets line = again.lines().get(i);
      if (!line.equals(reply.lines().get(i))) {
        assertThat(line.at(0)).isEqualTo(' ');
        assertThat(line.slice(1, line.length())).isEqualTo(reply.lines().get(i));
        assertThat(Fed.text(line.slice(1, 4).toByteArray())).containsOnlyDigits();
      }
    }
  }

  private static Reply read(byte[] wire) {
    var seen = new ArrayList<ServerInput>();
    new ReplyDecoder(2 * Fed.LINE_LIMIT, 4 * Fed.REPLY_LIMIT)
        .decode(ByteBuffer.wrap(wire), seen::add);
    assertThat(seen).hasSize(1);
    return switch (seen.getFirst()) {
      case ServerInput.Answer(Reply reply) -> reply;
      case ServerInput.Bad bad -> throw new AssertionError(bad);
    };
  }

  private static void addresses(Octets text) {
    try {
      var address = DataAddresses.port(text);
      assertThat(DataAddresses.port(DataAddresses.portCommand(address).argument()))
          .isEqualTo(address);
      named(address);
    } catch (MalformedException refused) {
      assertThat(refused.why()).isIn(Malformed.NOT_AN_ADDRESS, Malformed.PORT_OUT_OF_RANGE);
    }
    try {
      var address = DataAddresses.eprt(text);
      assertThat(DataAddresses.eprt(DataAddresses.eprtCommand(address).argument()))
          .isEqualTo(address);
      named(address);
    } catch (MalformedException refused) {
      assertThat(refused.why())
          .isIn(
              Malformed.NOT_AN_ADDRESS, Malformed.PORT_OUT_OF_RANGE, Malformed.UNSUPPORTED_FAMILY);
    }
    assertThat(EpsvArgument.of(text)).isNotNull();
    if (text.indexOf(0, 0) < 0 && text.indexOf('\n', 0) < 0) {
      var reply = new Reply(227, List.of(text));
      var port = DataAddresses.passivePort(reply);
      assertThat(port.orElse(1)).isBetween(1, 65535);
      DataAddresses.claimed(reply)
          .filter(claim -> claim.getPort() > 0)
          .ifPresent(claim -> {
            assertThat(port).hasValue(claim.getPort());
            named(claim);
          });
    }
  }

  /** What we write ourselves is read as what it says. */
  private static void named(InetSocketAddress address) {
    assertThat(DataAddresses.passivePort(DataAddresses.reply229(address.getPort())))
        .hasValue(address.getPort());
    if (address.getAddress() instanceof Inet4Address host) {
      Reply reply = DataAddresses.reply227(host, address.getPort());
      assertThat(DataAddresses.passivePort(reply)).hasValue(address.getPort());
      assertThat(DataAddresses.claimed(reply)).contains(address);
    }
  }

  private static void features(byte[] input) {
    byte[] wire = Fed.bytes("211-Features:\r\n" + Fed.text(input) + "\r\n211 End\r\n");
    for (ServerInput one : Fed.server(wire)) {
      if (one instanceof ServerInput.Answer(Reply reply)) {
        var features = Features.in(reply);
        assertThat(Features.in(read(features.reply().encoded()))).isEqualTo(features);
        Set<String> names = new HashSet<>();
        for (Octets line : features.lines()) {
          String name = Fed.text(line.toByteArray()).split("[ \t]", 2)[0];
          names.add(name);
          assertThat(features.has(name)).isTrue();
          assertThat(features.offers(name, name)).isIn(true, false);
        }
        assertThat(features.intersect(names)).isEqualTo(features);
        assertThat(features.intersect(Set.of())).isEqualTo(Features.NONE);
        assertThat(features.with("AUTH TLS").has("AUTH")).isTrue();
      }
    }
  }

  private static void shown(String text) {
    assertThat(text.codePoints().filter(Character::isISOControl).toArray()).isEmpty();
    assertThat(text).doesNotContain("\u202e", "\u2028");
  }
}
