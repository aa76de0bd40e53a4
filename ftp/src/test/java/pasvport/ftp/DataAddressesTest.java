package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataAddressesTest {
  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "Entering Passive Mode (127,0,0,1,156,64).~40000", // vsftpd, ProFTPD, pyftpdlib
        "Entering Passive Mode (127,0,0,1,156,64)~40000", // Pure-FTPd, IIS
        "192,168,178,39,184,244~47348", // sys-ftpd
        "(127,0,0,1,154,21)~39445", // aioftp
        "Entering Passive Mode 127,0,0,1,156,64~40000",
        "=127,0,0,1,156,64~40000",
        "Entering Passive Mode =127,0,0,1,156,64=~40000",
        "Entering Passive Mode( 10, 0, 0, 1, 143,225).~36833", // seen behind EPSV
        "Entering Passive Mode (10 ,0 ,\t0 ,1 ,143 ,225 )~36833",
        "Passive mode 2 of RFC 959: (127,0,0,1,156,64)~40000",
        "Entering Passive Mode (127,0,0,1,156,64) in 10,20 seconds~40000",
        "Entering Passive Mode (127,0,0,1,156,64~40000",
        "Entering Passive Mode [127,0,0,1,156,64]~40000",
        "Entering Passive Mode (127,000,000,001,156,064)~40000",
        "Entering Passive Mode (0,0,0,0,156,64)~40000", // vsftpd on an IPv6 listener
        "Entering passive mode (localhost,156,64).~40000", // pyftpdlib with a name
        "Entering Passive Mode (10.0.0.1,156,64)~40000",
        "Entering Passive Mode (2,156,64).~40000", // ProFTPD on IPv6
        "Entering Extended Passive Mode (|||40000|)~40000",
        "Entering Extended Passive Mode (|||40000|).~40000", // Serv-U
        "Entering Extended Passive Mode (|||40000|.)~40000",
        "Entering Extended Passive Mode |||40000|~40000",
        "Entering Extended Passive Mode |||40000|.~40000",
        "Entering Extended Passive Mode |||40000| now~40000",
        "Entering Extended Passive Mode (||40000|)~40000",
        "Entering Extended Passive Mode (|40000|)~40000",
        "Entering Extended Passive Mode (||40000||)~40000",
        "Entering Extended Passive Mode (|||40000)~40000",
        "Entering Extended Passive Mode (!!!40000!)~40000",
        "Entering Extended Passive Mode (ppp40000p)~40000",
        "Entering Extended Passive Mode (|1|192.0.2.1|40000|)~40000",
        "Entering Extended Passive Mode (|2|2001:db8::1|40000|)~40000",
        "Entering Extended Passive Mode (EPSV) (|||40000|)~40000",
        "Entering Extended Passive Mode (|||40000|) or |1|~40000",
        "Entering Extended Passive Mode ((|||40000|))~40000",
      })
  void the_port_is_found_in_every_form_under_either_code(String text, int port) {
    assertThat(DataAddresses.passivePort(Reply.of(227, text))).hasValue(port);
    assertThat(DataAddresses.passivePort(Reply.of(229, text))).hasValue(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Entering Passive Mode",
        "Entering Passive Mode (", // LightFTP, once
        "Entering Passive Mode (1,2,3,4,0,0)",
        "Entering Passive Mode (1,2,3,4,5)",
        "Entering Passive Mode (1,2,3,4,5,6,7)",
        "Entering Passive Mode (1,2,3,4,5,256)",
        "Entering Passive Mode (1,2,3,4,5,4294967297)",
        "Entering Passive Mode (1,2,3,4,256,1)",
        "Entering Passive Mode (1,,2,3,4,5,6",
        "Entering Passive Mode (name,256,1)",
        "Entering Passive Mode (name,1)",
        "Entering Passive Mode (,1,1)",
        "Entering Extended Passive Mode (|||0|)",
        "Entering Extended Passive Mode (|||65536|)",
        "Entering Extended Passive Mode (|||4294967297|)",
        "Entering Extended Passive Mode (||||)",
        "Entering Extended Passive Mode (|||-1|)",
        "Entering Extended Passive Mode (|||4 0|)",
        "Entering Extended Passive Mode ()",
        "Entering Extended Passive Mode (see RFC 2428 section 3)",
        "Entering Extended Passive Mode (#5)",
        "Entering Extended Passive Mode (1114000001)",
        "Entering Extended Passive Mode 40000",
        "Entering Extended Passive Mode (|||4 0|",
        "Entering Extended Passive Mode (!!40000!!)",
      })
  void no_port_is_made_up(String text) {
    assertThat(DataAddresses.passivePort(Reply.of(227, text))).isEmpty();
    assertThat(DataAddresses.passivePort(Reply.of(229, text))).isEmpty();
  }

  @Test
  void the_last_line_that_names_a_port_counts() {
    assertThat(
            DataAddresses.passivePort(Reply.of(227, "listen socket created", "(127,0,0,1,154,21)")))
        .hasValue(39445);
    assertThat(DataAddresses.passivePort(Reply.of(227, "(1,1,1,1,1,1)", "x", "(2,2,2,2,2,2)")))
        .hasValue(514);
    assertThat(DataAddresses.passivePort(Reply.of(227, "(1,1,1,1,1,1)", "Done"))).hasValue(257);
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 350, 425, 500, 522})
  void a_reply_that_is_not_2yz_opens_nothing(int code) {
    assertThat(DataAddresses.passivePort(Reply.of(code, "(127,0,0,1,156,64)"))).isEmpty();
    assertThat(DataAddresses.passivePort(Reply.of(code, "(|||40000|)"))).isEmpty();
  }

  @Test
  void a_port_is_not_searched_for_without_end() {
    assertThat(DataAddresses.passivePort(Reply.of(227, "(".repeat(490) + "127,0,0,1,156,64)")))
        .hasValue(40000);
    for (String form : List.of("(127,0,0,1,156,64)", "(|||40000|)", "|||40000|", "(name,156,64)")) {
      assertThat(DataAddresses.passivePort(Reply.of(227, "(".repeat(512) + form))).isEmpty();
      assertThat(DataAddresses.claimed(Reply.of(227, "(".repeat(512) + form))).isEmpty();
    }
  }

  @Test
  void the_claimed_address_is_kept_for_diagnosis() {
    assertThat(
            DataAddresses.claimed(Reply.of(227, "Entering Passive Mode (192,168,178,2,246,61).")))
        .contains(address("192.168.178.2", 63037));
    assertThat(DataAddresses.claimed(Reply.of(227, "Entering Passive Mode (0,0,0,0,0,0).")))
        .contains(address("0.0.0.0", 0));
    assertThat(DataAddresses.claimed(Reply.of(227, "Entering passive mode (localhost,212,27).")))
        .isEmpty();
    assertThat(DataAddresses.claimed(Reply.of(229, "Entering Extended Passive Mode (|||40000|)")))
        .isEmpty();
  }

  @Test
  void passive_replies_are_written_in_the_classical_words() {
    var address = (Inet4Address) InetAddress.ofLiteral("203.0.113.5");
    assertThat(Fed.text(DataAddresses.reply227(address, 50_009).encoded()))
        .isEqualTo("227 Entering Passive Mode (203,0,113,5,195,89).\r\n");
    assertThat(Fed.text(DataAddresses.reply229(50_009).encoded()))
        .isEqualTo("229 Entering Extended Passive Mode (|||50009|)\r\n");
    assertThatIllegalArgumentException().isThrownBy(() -> DataAddresses.reply227(address, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> DataAddresses.reply229(65536));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192,0,2,1,200,10",
        " 192,0,2,1,200,10 ",
        "192, 0, 2, 1, 200, 10",
        "192 ,0 ,2 ,1 ,200\t,10",
        "192,000,002,001,200,010",
      })
  void port_is_read_with_blanks_and_leading_zeros(String argument) throws MalformedException {
    assertThat(DataAddresses.port(Octets.ascii(argument))).isEqualTo(address("192.0.2.1", 51210));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "``~NOT_AN_ADDRESS",
        "192,0,2,1,200~NOT_AN_ADDRESS",
        "192,0,2,1,200,10,1~NOT_AN_ADDRESS",
        "192,0,2,1,200,10,~NOT_AN_ADDRESS",
        ",192,0,2,1,200,10~NOT_AN_ADDRESS",
        "192,0,2,1,200,10x~NOT_AN_ADDRESS",
        "192,0,2,1,200,10 x~NOT_AN_ADDRESS",
        "(192,0,2,1,200,10)~NOT_AN_ADDRESS",
        "192,0,2,256,200,10~NOT_AN_ADDRESS",
        "192,0,2,1,256,10~NOT_AN_ADDRESS",
        "192,0,2,0001,200,10~NOT_AN_ADDRESS",
        "192,0,2,-1,200,10~NOT_AN_ADDRESS",
        "192.0.2.1,200,10~NOT_AN_ADDRESS",
        "192,0,2,1,0,0~PORT_OUT_OF_RANGE",
      })
  void port_refuses_all_that_is_not_six_numbers(String argument, Malformed why) {
    var refused =
        catchThrowableOfType(
            MalformedException.class, () -> DataAddresses.port(Octets.ascii(argument)));
    assertThat(refused.why()).isEqualTo(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "|1|192.0.2.1|6275|~192.0.2.1~6275",
        "!1!192.0.2.1!6275!~192.0.2.1~6275",
        "x1x192.0.2.1x65535x~192.0.2.1~65535",
        "|2|2001:db8::1|5282|~2001:db8::1~5282",
        "|2|1080:0:0:0:8:800:200C:417A|1|~1080::8:800:200c:417a~1",
        "|2|::|1024|~::~1024",
        "|2|::ffff:192.0.2.1|1024|~192.0.2.1~1024",
      })
  void eprt_is_read_with_any_delimiter(String argument, String host, int port)
      throws MalformedException {
    assertThat(DataAddresses.eprt(Octets.ascii(argument))).isEqualTo(address(host, port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "``~NOT_AN_ADDRESS",
        "|~NOT_AN_ADDRESS",
        "||||~NOT_AN_ADDRESS",
        "|1|192.0.2.1|6275~NOT_AN_ADDRESS",
        "|1|192.0.2.1|6275||~NOT_AN_ADDRESS",
        "|1|192.0.2.1|6275|x~NOT_AN_ADDRESS",
        "` |1|192.0.2.1|6275|`~NOT_AN_ADDRESS",
        "01019200020106275~NOT_AN_ADDRESS",
        "|1|192.0.2|6275|~NOT_AN_ADDRESS",
        "|1|192.0.2.1.1|6275|~NOT_AN_ADDRESS",
        "|1|192.0.2.|6275|~NOT_AN_ADDRESS",
        "|1|192.0.2.256|6275|~NOT_AN_ADDRESS",
        "|1|192.0.2.0x1|6275|~NOT_AN_ADDRESS",
        "|1|localhost|6275|~NOT_AN_ADDRESS",
        "|1|2001:db8::1|6275|~NOT_AN_ADDRESS",
        "|2|192.0.2.1|6275|~NOT_AN_ADDRESS",
        "|2|fe80::1%eth0|6275|~NOT_AN_ADDRESS",
        "|2|[::1]|6275|~NOT_AN_ADDRESS",
        "|2|:::|6275|~NOT_AN_ADDRESS",
        "|2|1:2|6275|~NOT_AN_ADDRESS",
        "|2|0000:0000:0000:0000:0000:0000:0000:0000:0000:0001|6275|~NOT_AN_ADDRESS",
        "|1|192.0.2.1||~NOT_AN_ADDRESS",
        "|1|192.0.2.1|a|~NOT_AN_ADDRESS",
        "|1|192.0.2.1|065536|~NOT_AN_ADDRESS",
        "|1|192.0.2.1|0|~PORT_OUT_OF_RANGE",
        "|1|192.0.2.1|65536|~PORT_OUT_OF_RANGE",
        "|3|192.0.2.1|6275|~UNSUPPORTED_FAMILY",
        "|0|192.0.2.1|6275|~UNSUPPORTED_FAMILY",
        "|x|192.0.2.1|6275|~NOT_AN_ADDRESS",
        "||192.0.2.1|6275|~NOT_AN_ADDRESS",
      })
  void eprt_refuses_all_else(String argument, Malformed why) {
    var refused =
        catchThrowableOfType(
            MalformedException.class, () -> DataAddresses.eprt(Octets.ascii(argument)));
    assertThat(refused.why()).isEqualTo(why);
  }

  @Test
  void a_delimiter_outside_33_to_126_is_refused() {
    for (int delimiter : new int[] {0, ' ', 127, 128, 255}) {
      String d = String.valueOf((char) delimiter);
      Octets argument = Fed.octets(d + "1" + d + "192.0.2.1" + d + "6275" + d);
      var refused =
          catchThrowableOfType(MalformedException.class, () -> DataAddresses.eprt(argument));
      assertThat(refused.why()).isEqualTo(Malformed.NOT_AN_ADDRESS);
    }
  }

  @Test
  void commands_for_active_transfers_are_written_in_one_form() throws Exception {
    assertThat(DataAddresses.portCommand(address("192.0.2.1", 51210)))
        .isEqualTo(Command.of("PORT", "192,0,2,1,200,10"));
    assertThat(DataAddresses.eprtCommand(address("192.0.2.1", 51210)))
        .isEqualTo(Command.of("EPRT", "|1|192.0.2.1|51210|"));
    assertThat(DataAddresses.eprtCommand(address("2001:db8::1", 51210)))
        .isEqualTo(Command.of("EPRT", "|2|2001:db8:0:0:0:0:0:1|51210|"));
    var scoped = Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(), 3);
    assertThat(DataAddresses.eprtCommand(new InetSocketAddress(scoped, 51210)))
        .isEqualTo(Command.of("EPRT", "|2|fe80:0:0:0:0:0:0:1|51210|"));
  }

  @Test
  void commands_for_active_transfers_refuse_what_they_cannot_say() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataAddresses.portCommand(address("::1", 51210)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataAddresses.portCommand(address("192.0.2.1", 0)));
    var unresolved = InetSocketAddress.createUnresolved("ftp.example", 51210);
    assertThatIllegalArgumentException().isThrownBy(() -> DataAddresses.portCommand(unresolved));
    assertThatIllegalArgumentException().isThrownBy(() -> DataAddresses.eprtCommand(unresolved));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "``~NONE",
        "`  `~NONE",
        "ALL~ALL",
        " all ~ALL",
        "1~IPV4",
        "2~IPV6",
        "2 ~IPV6",
        "3~OTHER",
        "01~OTHER",
        "x~OTHER"
      })
  void epsv_asks_for_a_protocol_or_all(String argument, EpsvArgument meaning) {
    assertThat(EpsvArgument.of(Octets.ascii(argument))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 1023, 1024, 65535})
  void the_first_and_the_last_port_are_ports(int port) throws MalformedException {
    var highest = address("255.255.255.255", port);
    assertThat(DataAddresses.port(DataAddresses.portCommand(highest).argument()))
        .isEqualTo(highest);
    assertThat(DataAddresses.eprt(DataAddresses.eprtCommand(highest).argument()))
        .isEqualTo(highest);
    assertThat(DataAddresses.passivePort(DataAddresses.reply229(port))).hasValue(port);
    assertThat(
            DataAddresses.passivePort(
                Reply.of(227, "(name," + port / 256 + "," + port % 256 + ")")))
        .hasValue(port);
    var reply = DataAddresses.reply227((Inet4Address) highest.getAddress(), port);
    assertThat(DataAddresses.passivePort(reply)).hasValue(port);
    assertThat(DataAddresses.claimed(reply)).contains(highest);
  }

  @Test
  void the_first_and_the_last_delimiter_are_delimiters() throws MalformedException {
    for (char delimiter : new char[] {33, 126}) {
      String d = String.valueOf(delimiter);
      String port = d + d + d + "40000" + d;
      assertThat(DataAddresses.passivePort(Reply.of(229, "(" + port + ")"))).hasValue(40000);
      assertThat(DataAddresses.eprt(Octets.ascii(d + "1" + d + "0.0.0.0" + d + "1" + d)))
          .isEqualTo(address("0.0.0.0", 1));
    }
    for (int delimiter : new int[] {' ', 127, 255}) {
      String d = String.valueOf((char) delimiter);
      Octets text = Fed.octets("(" + d + d + d + "40000" + d + ")");
      assertThat(DataAddresses.passivePort(new Reply(229, List.of(text)))).isEmpty();
    }
  }
}
