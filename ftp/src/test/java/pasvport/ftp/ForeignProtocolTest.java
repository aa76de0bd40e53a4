package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignProtocolTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "`GET / HTTP/1.1\r\n`~HTTP",
        "`GET http://x/ HTTP/1.1\r\n`~HTTP",
        "`POST /x HTTP/1.0\r\n`~HTTP",
        "`PUT /x HTTP/1.0\r\n`~HTTP",
        "`OPTIONS /x HTTP/1.1\r\n`~HTTP",
        "`OPTIONS * HTTP/1.1\r\n`~HTTP",
        "`OPTIONS * RTSP/1.0\r\n`~RTSP",
        "`OPTIONS rtsp://x RTSP/1.0\r\n`~RTSP",
        "`OPTIONS sip:x SIP/2.0\r\n`~SIP",
        "`CONNECT x:443 HTTP/1.1\r\n`~HTTP",
        "`PRI * HTTP/2.0\r\n\r\nSM`~HTTP",
        "`\u0016\u0003\u0001\u0002\u0000\u0001`~TLS",
        "`\u0016\u0003\u0003\u0002\u0000\u0001`~TLS",
        "`SSH-2.0-OpenSSH_9.2\r\n`~SSH",
        "`REGISTER sip:x SIP/2.0\r\n`~SIP",
        "`SUBSCRIBE sips:x SIP/2.0\r\n`~SIP",
        "`EHLO mail.example\r\n`~SMTP",
        "`HELO mail.example\r\n`~SMTP",
        "`DESCRIBE rtsp://x RTSP/1.0\r\n`~RTSP",
        "`GET_PARAMETER rtsp://x RTSP/1.0\r\n`~RTSP",
        "`PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n`~PROXY",
        "`PROXY UNKNOWN\r\n`~PROXY",
        "`\r\n\r\n\u0000\r\nQUIT\n!\u0011`~PROXY",
      })
  void a_foreign_protocol_is_recognised_within_16_bytes_and_stays_so(
      String start, ForeignProtocol protocol) {
    byte[] bytes = Fed.bytes(start);
    assertThat(ForeignProtocol.recognise(ByteBuffer.wrap(bytes))).contains(protocol);
    int enough = 0;
    while (ForeignProtocol.recognise(ByteBuffer.wrap(bytes, 0, enough)).isEmpty()) {
      enough++;
    }
    assertThat(enough).isBetween(3, ForeignProtocol.MOST_BYTES);
    for (int length = enough; length <= bytes.length; length++) {
      assertThat(ForeignProtocol.recognise(ByteBuffer.wrap(bytes, 0, length))).contains(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "USER anonymous\r\n",
        "OPTS UTF8 ON\r\n",
        "OPTIONS\r\n",
        "AUTH TLS\r\n",
        "HOST ftp.example\r\n",
        "HELP\r\n",
        "FEAT\r\n",
        "PUT file\r\n", // typed by hand
        "GET file\r\n",
        "DELETE file\r\n",
        "get /file\r\n",
        "PROXY host\r\n",
        "INFO x\r\n",
        "\r\n\r\nUSER me\r\n",
        "\u00ff\u00fd\u0003USER me\r\n",
        "\u0016",
        "\u0016\u0003",
      })
  void what_a_client_of_ftp_could_send_is_not_foreign(String start) {
    assertThat(ForeignProtocol.recognise(ByteBuffer.wrap(Fed.bytes(start)))).isEmpty();
  }

  @Test
  void the_buffer_is_looked_at_from_its_position_and_left_as_it_is() {
    var buffer = ByteBuffer.wrap(Fed.bytes("xxSSH-2.0")).position(2);
    assertThat(ForeignProtocol.recognise(buffer)).contains(ForeignProtocol.SSH);
    assertThat(buffer.position()).isEqualTo(2);
  }
}
