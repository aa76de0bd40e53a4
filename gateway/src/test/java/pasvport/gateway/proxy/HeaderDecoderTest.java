package pasvport.gateway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.proxy.HeaderDecoder.Progress;

/** Headers of both versions, each in one piece and byte by byte. */
class HeaderDecoderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** 192.0.2.1:4660 to 198.51.100.7:21. */
  private static final String IPV4 = "c0000201 c6336407 1234 0015";

  private static final String IPV6 =
      "20010db8000000000000000000000001 20010db8000000000000000000000002 1234 0015";

  private static Header whole(byte[] bytes) throws HeaderException {
    Progress progress = HeaderDecoder.decode(ByteBuffer.wrap(bytes));
    assertThat(progress).isInstanceOf(Progress.Complete.class);
    return ((Progress.Complete) progress).header();
  }

  /** In one piece; and each prefix asks for more, but never for a byte behind the header. */
  private static Header decode(byte[] bytes) throws HeaderException {
    for (int length = 1; length < bytes.length; length++) {
      Progress progress = HeaderDecoder.decode(ByteBuffer.wrap(bytes, 0, length));
      assertThat(progress).as("after %d bytes", length).isInstanceOf(Progress.Needs.class);
      assertThat(((Progress.Needs) progress).more())
          .as("asked for after %d bytes", length)
          .isBetween(1, bytes.length - length);
    }
    return whole(bytes);
  }

  private static byte[] line(String line) {
    return (line + "\r\n").getBytes(ISO_8859_1);
  }

  /** Version 2: signature, command, family, the length of the rest, the rest. */
  private static byte[] binary(String command, String family, String rest) {
    byte[] after = HexFormat.of().parseHex(rest.replace(" ", ""));
    return binary(command, family, after.length, after);
  }

  private static byte[] binary(String command, String family, int length, byte[] rest) {
    return ByteBuffer.allocate(16 + rest.length)
        .put(HexFormat.of().parseHex(SIGNATURE + command + family))
        .putShort((short) length)
        .put(rest)
        .array();
  }

  private static Header.Relayed relayed(String source, String destination) {
    return new Header.Relayed(
        new InetSocketAddress(InetAddress.ofLiteral(source), 4660),
        new InetSocketAddress(InetAddress.ofLiteral(destination), 21));
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> HeaderDecoder.decode(ByteBuffer.wrap(bytes)))
        .asInstanceOf(type(HeaderException.class))
        .extracting(HeaderException::fault)
        .isEqualTo(HeaderFault.MALFORMED);
  }

  // Version 1.

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.1 198.51.100.7 4660 21, 192.0.2.1, 198.51.100.7",
    "PROXY TCP6 2001:db8::1 2001:DB8:0:0:0:0:0:2 4660 21, 2001:db8::1, 2001:db8::2",
    "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.7 4660 21, 192.0.2.1, 198.51.100.7",
    "PROXY TCP6 ::1 ::1 4660 21, ::1, ::1"
  })
  void a_line_names_client_and_destination(String line, String source, String destination)
      throws HeaderException {
    assertThat(decode(line(line))).isEqualTo(relayed(source, destination));
  }

  @Test
  void the_extremes_of_ports_are_taken() throws HeaderException {
    assertThat(decode(line("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0")))
        .isEqualTo(
            new Header.Relayed(
                new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 65535),
                new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN",
        "PROXY UNKNOWN ",
        "PROXY UNKNOWN whatever stands here",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"
      })
  void an_unknown_connection_names_nobody(String line) throws HeaderException {
    assertThat(decode(line(line))).isEqualTo(new Header.Local());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY",
        "PROXY ",
        "proxy TCP4 192.0.2.1 198.51.100.7 4660 21",
        "PROXY  TCP4 192.0.2.1 198.51.100.7 4660 21",
        "PROXY TCP4  192.0.2.1 198.51.100.7 4660 21",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4660 21 ",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4660",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4660 65536",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4660 021",
        "PROXY TCP4 192.0.2.1 198.51.100.7 -1 21",
        "PROXY TCP4 192.0.2.01 198.51.100.7 4660 21",
        "PROXY TCP4 192.0.2.256 198.51.100.7 4660 21",
        "PROXY TCP4 192.0.2 198.51.100.7 4660 21",
        "PROXY TCP4 2001:db8::1 2001:db8::2 4660 21",
        "PROXY TCP6 192.0.2.1 198.51.100.7 4660 21",
        "PROXY TCP6 2001:db8::1::1 2001:db8::2 4660 21",
        "PROXY TCP6 2001:db8::1%1 2001:db8::2 4660 21",
        "PROXY TCP6 : : 4660 21",
        "PROXY TCP5 192.0.2.1 198.51.100.7 4660 21",
        "PROXY UDP4 192.0.2.1 198.51.100.7 4660 21",
        "PROXY UNKNOWNS are what",
        "PROXY TCP4 0.0.0.0 198.51.100.7 4660 21",
        "PROXY TCP6 ff02::1 2001:db8::2 4660 21"
      })
  void a_line_in_other_words_is_refused(String line) {
    refused(line(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN\n",
        "PROXY UNKNOWN\r\r\n",
        "PROXY UNKNOWN a\rb\r\n",
        "PROXY UNKNOWN a\nb\r\n",
        "PROXY UNKNOWN\r\0"
      })
  void a_line_that_ends_in_anything_but_cr_lf_is_refused(String line) {
    refused(line.getBytes(ISO_8859_1));
  }

  @Test
  void a_line_has_at_most_107_bytes() throws HeaderException {
    String longest = "PROXY UNKNOWN " + "x".repeat(91);
    assertThat(decode(line(longest))).isEqualTo(new Header.Local());
    refused((longest + "xx").getBytes(ISO_8859_1));
  }

  // Version 2.

  @Test
  void binary_ipv4_names_client_and_destination() throws HeaderException {
    assertThat(decode(binary("21", "11", IPV4))).isEqualTo(relayed("192.0.2.1", "198.51.100.7"));
  }

  @Test
  void binary_ipv6_names_client_and_destination() throws HeaderException {
    assertThat(decode(binary("21", "21", IPV6))).isEqualTo(relayed("2001:db8::1", "2001:db8::2"));
  }

  @Test
  void values_behind_the_addresses_are_passed_over() throws HeaderException {
    assertThat(decode(binary("21", "11", IPV4 + " 04 0000 04 0003 ffffff ea 0001 01")))
        .isEqualTo(relayed("192.0.2.1", "198.51.100.7"));
  }

  @ParameterizedTest
  @CsvSource({
    "20, 00, ''", // a health check
    "20, 11, c0000201c633640712340015",
    "20, ff, 0102030405", // what stands behind LOCAL is not looked at
    "21, 00, ''",
    "21, 00, 0102030405",
    "21, 12, c0000201c633640712340015", // UDP
    "21, 10, c0000201c633640712340015"
  })
  void a_header_without_tcp_ends_names_nobody(String command, String family, String rest)
      throws HeaderException {
    assertThat(decode(binary(command, family, rest))).isEqualTo(new Header.Local());
  }

  @Test
  void a_unix_socket_names_nobody() throws HeaderException {
    assertThat(decode(binary("21", "31", "00".repeat(216)))).isEqualTo(new Header.Local());
  }

  @ParameterizedTest
  @CsvSource({
    "22, 11, c0000201c633640712340015", // an unassigned command
    "11, 11, c0000201c633640712340015", // version 1 in binary
    "31, 11, c0000201c633640712340015", // version 3
    "21, 41, c0000201c633640712340015", // an unassigned family
    "21, f1, c0000201c633640712340015",
    "21, 13, c0000201c633640712340015", // an unassigned protocol
    "21, 11, c0000201c6336407123400", // too short
    "21, 11, ''",
    "21, 21, c0000201c633640712340015",
    "21, 31, c0000201c633640712340015",
    "21, 11, c0000201c63364071234001504", // values cut off
    "21, 11, c0000201c6336407123400150400",
    "21, 11, c0000201c633640712340015040001",
    "21, 11, c0000201c633640712340015ea0002ff",
    "21, 11, c0000201c633640712340015030003010203", // a checksum of three bytes
    "21, 11, 00000000c633640712340015", // nobody's address
    "21, 11, e0000001c633640712340015"
  })
  void a_header_that_contradicts_itself_is_refused(String command, String family, String rest) {
    refused(binary(command, family, rest));
  }

  @Test
  void a_length_beyond_the_bound_is_refused_before_it_is_waited_for() throws HeaderException {
    int most = HeaderDecoder.MOST_BYTES - 16;
    assertThat(HeaderDecoder.decode(ByteBuffer.wrap(binary("21", "11", most, new byte[0]))))
        .isEqualTo(new Progress.Needs(most));
    refused(binary("21", "11", most + 1, new byte[0]));
    refused(binary("20", "00", 65535, new byte[0]));
  }

  @Test
  void the_longest_header_is_taken() throws HeaderException {
    byte[] rest = new byte[HeaderDecoder.MOST_BYTES - 16];
    byte[] ipv4 = HexFormat.of().parseHex(IPV4.replace(" ", ""));
    System.arraycopy(ipv4, 0, rest, 0, ipv4.length);
    ByteBuffer.wrap(rest).put(12, (byte) 4).putShort(13, (short) (rest.length - 15));
    assertThat(decode(binary("21", "11", rest.length, rest)))
        .isEqualTo(relayed("192.0.2.1", "198.51.100.7"));
  }

  @Test
  void a_right_checksum_is_taken_and_one_changed_bit_refused() throws HeaderException {
    byte[] header = binary("21", "11", IPV4 + " 04 0001 00 03 0004 00000000 04 0000");
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 7, (int) checksum.getValue());
    assertThat(decode(header)).isEqualTo(relayed("192.0.2.1", "198.51.100.7"));
    byte[] changed = header.clone();
    changed[19] ^= 1;
    refused(changed);
  }

  // Neither.

  @ParameterizedTest
  @ValueSource(
      strings = {"U", "P\0", "PR0XY", "USER joe\r\n", "\r\r", "\r\n\r\n\0\r\nQUIT\r", "GET / "})
  void what_is_no_header_is_refused_at_its_first_wrong_byte(String bytes) {
    refused(bytes.getBytes(ISO_8859_1));
  }

  // Written.

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 198.51.100.7, 28",
    "2001:db8::1, 2001:db8::2, 52",
    "192.0.2.1, 2001:db8::2, 52",
    "2001:db8::1, 198.51.100.7, 52"
  })
  void what_is_written_is_read(String source, String destination, int length)
      throws HeaderException {
    Header.Relayed header = relayed(source, destination);
    byte[] encoded = header.encoded();
    assertThat(encoded).hasSize(length);
    assertThat(decode(encoded)).isEqualTo(header);
  }

  @Test
  void ipv4_is_written_as_the_document_has_it() {
    assertThat(relayed("192.0.2.1", "198.51.100.7").encoded()).isEqualTo(binary("21", "11", IPV4));
    assertThat(Arrays.copyOf(relayed("2001:db8::1", "2001:db8::2").encoded(), 16))
        .isEqualTo(Arrays.copyOf(binary("21", "21", IPV6), 16));
  }
}
