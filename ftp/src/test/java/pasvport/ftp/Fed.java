package pasvport.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoders fed with the same bytes whole, byte by byte and in pieces, where the results must be
 * equal.
 */
final class Fed {
  static final int LINE_LIMIT = 64;
  static final int REPLY_LIMIT = 256;

  /** Sizes of the pieces; the last is the whole. */
  private static final int[] PIECES = {1, 3, Integer.MAX_VALUE};

  private Fed() {}

  /** One character a byte. */
  static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  static Octets octets(String latin1) {
    return Octets.of(bytes(latin1));
  }

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  static List<ClientInput> client(String latin1) {
    return client(bytes(latin1));
  }

  static List<ClientInput> client(byte[] input) {
    var first = new ArrayList<ClientInput>();
    int buffered = -1;
    for (int piece : PIECES) {
      var decoder = new CommandDecoder(LINE_LIMIT);
      var seen = new ArrayList<ClientInput>();
      feed(input, piece, part -> decoder.decode(part, seen::add));
      if (buffered < 0) {
        first.addAll(seen);
        buffered = decoder.buffered();
      }
      assertThat(seen).isEqualTo(first);
      assertThat(decoder.buffered()).isEqualTo(buffered);
    }
    return first;
  }

  static List<ServerInput> server(String latin1) {
    return server(bytes(latin1));
  }

  static List<ServerInput> server(byte[] input) {
    var first = new ArrayList<ServerInput>();
    int buffered = -1;
    for (int piece : PIECES) {
      var decoder = new ReplyDecoder(LINE_LIMIT, REPLY_LIMIT);
      var seen = new ArrayList<ServerInput>();
      feed(input, piece, part -> decoder.decode(part, seen::add));
      if (buffered < 0) {
        first.addAll(seen);
        buffered = decoder.buffered();
      }
      assertThat(seen).isEqualTo(first);
      assertThat(decoder.buffered()).isEqualTo(buffered);
    }
    return first;
  }

  private interface Part {
    void decode(ByteBuffer part);
  }

  private static void feed(byte[] input, int piece, Part target) {
    for (int from = 0; from < input.length; from += Math.min(piece, input.length - from)) {
      var part = ByteBuffer.wrap(input, from, Math.min(piece, input.length - from));
      target.decode(part);
      assertThat(part.hasRemaining()).isFalse();
    }
  }
}
