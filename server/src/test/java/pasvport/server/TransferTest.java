package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransferTest {

  private static final long FIVE_GIB = 5L << 30;

  // More than any pair of socket buffers holds.
  private static final int MORE_THAN_BUFFERS = 32 << 20;

  @RegisterExtension static final RunningServer server = RunningServer.start();

  private final Path files = server.files("anna");
  private Raw client;

  @BeforeEach
  void connect() throws Exception {
    client = server.client();
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  @Test
  void files_of_all_sizes_go_up_and_down_unchanged() throws Exception {
    var random = new Random(1);
    for (int size : new int[] {0, 1, 4_095, 262_144, 262_145, 3_000_001}) {
      var content = new byte[size];
      random.nextBytes(content);
      assertThat(client.upload("STOR file", content)).startsWith("226 ");
      assertThat(files.resolve("file")).hasBinaryContent(content);
      assertThat(client.download("RETR file")).isEqualTo(content);
    }
  }

  @Test
  void pasv_and_epsv_name_a_port_that_takes_one_connection() throws Exception {
    Files.writeString(files.resolve("file"), "content");
    var reply = client.send("PASV");
    assertThat(reply).matches("227 Entering Passive Mode \\(127,0,0,1,\\d+,\\d+\\)\\.");
    var numbers = reply.replaceAll(".*\\(|\\).*", "").split(",", -1);
    var port = Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);
    try (var data = new Socket("127.0.0.1", port)) {
      assertThat(client.send("RETR file")).startsWith("150 ");
      assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("content");
      assertThat(client.reply()).startsWith("226 ");
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    assertThat(client.send("RETR file")).startsWith("425 ");
    assertThat(client.send("LIST")).startsWith("425 ");
    assertThat(client.send("STOR new")).startsWith("425 ");
    assertThat(files.resolve("new")).doesNotExist();
    assertThat(client.send("EPSV 1")).startsWith("229 ");
    assertThat(client.send("EPSV 2")).isEqualTo("522 Network protocol not supported, use (1)");
    assertThat(client.send("EPSV ALL")).startsWith("200 ");
  }

  @Test
  void a_connection_that_was_made_for_a_refused_command_ends() throws Exception {
    try (var data = client.data()) {
      assertThat(client.send("RETR none")).startsWith("550 ");
      try {
        assertThat(data.getInputStream().read()).isNegative();
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void a_download_begins_at_rest() throws Exception {
    Files.writeString(files.resolve("file"), "0123456789");
    assertThat(client.send("REST 4")).startsWith("350 ");
    assertThat(client.download("RETR file")).asString().isEqualTo("456789");
    assertThat(client.download("RETR file")).asString().isEqualTo("0123456789");
    assertThat(client.send("REST 10")).startsWith("350 ");
    assertThat(client.download("RETR file")).isEmpty();
    client.data().close();
    assertThat(client.send("REST 11")).startsWith("350 ");
    assertThat(client.send("RETR file")).startsWith("554 ");
    assertThat(client.send("REST -1")).startsWith("501 ");
    assertThat(client.send("REST x")).startsWith("501 ");
    assertThat(client.send("REST 18446744073709551615")).startsWith("501 ");
  }

  @Test
  void rest_is_forgotten_after_a_listing() throws Exception {
    Files.writeString(files.resolve("file"), "0123456789");
    assertThat(client.send("REST 4")).startsWith("350 ");
    client.list("LIST");
    assertThat(client.download("RETR file")).hasSize(10);
  }

  @Test
  void an_upload_continues_at_rest_and_appe_at_the_end() throws Exception {
    assertThat(client.upload("STOR file", "01234".getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    client.send("REST 5");
    assertThat(client.upload("STOR file", "56".getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    assertThat(client.upload("APPE file", "789".getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    assertThat(client.upload("APPE other", "new".getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    assertThat(files.resolve("file")).hasContent("0123456789");
    assertThat(files.resolve("other")).hasContent("new");
    client.send("REST 11");
    client.data().close();
    assertThat(client.send("STOR file")).startsWith("554 ");
    client.send("REST 1");
    client.data().close();
    assertThat(client.send("STOR none")).startsWith("550 ");
    assertThat(files.resolve("file")).hasContent("0123456789");
  }

  @Test
  void offsets_go_beyond_four_gib() throws Exception {
    try (var sparse = new RandomAccessFile(files.resolve("file").toFile(), "rw")) {
      sparse.setLength(FIVE_GIB);
      sparse.seek(FIVE_GIB - 3);
      sparse.write(new byte[] {7, 8, 9});
    }
    assertThat(client.send("SIZE file")).isEqualTo("213 " + FIVE_GIB);
    client.send("REST " + (FIVE_GIB - 3));
    assertThat(client.download("RETR file")).containsExactly(7, 8, 9);
    client.send("REST " + FIVE_GIB);
    assertThat(client.upload("STOR file", new byte[] {10, 11})).startsWith("226 ");
    assertThat(client.send("SIZE file")).isEqualTo("213 " + (FIVE_GIB + 2));
    client.send("REST " + (FIVE_GIB - 1));
    assertThat(client.download("RETR file")).containsExactly(9, 10, 11);
  }

  @Test
  void stou_finds_a_free_name_and_tells_it() throws Exception {
    Files.writeString(files.resolve("file"), "old");
    for (var command : new String[] {"STOU file", "STOU"}) {
      try (var data = client.data()) {
        var reply = client.send(command);
        assertThat(reply).startsWith("150 FILE: /");
        data.getOutputStream().write(1);
        data.shutdownOutput();
        assertThat(client.reply()).startsWith("226 ");
        assertThat(files.resolve(reply.substring("150 FILE: /".length()))).hasSize(1);
      }
    }
    assertThat(files.resolve("file")).hasContent("old");
    assertThat(client.list("NLST")).hasSize(3);
  }

  @Test
  void type_a_changes_the_ends_of_lines_and_nothing_else() throws Exception {
    client.send("TYPE A");
    assertThat(client.upload("STOR file", "a\r\nb\rc\nd\r\r\n\r".getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    assertThat(Files.readString(files.resolve("file"))).isEqualTo("a\nb\rc\nd\r\n\r");
    Files.writeString(files.resolve("file"), "a\nb\r\nc\rd\n\n");
    assertThat(client.download("RETR file")).asString().isEqualTo("a\r\nb\r\nc\rd\r\n\r\n");
    client.send("REST 1");
    client.data().close();
    assertThat(client.send("RETR file")).startsWith("550 ").contains("TYPE I");
  }

  @Test
  void type_a_finds_line_ends_wherever_a_buffer_ends() throws Exception {
    var text = new StringBuilder();
    while (text.length() < 600_000) {
      text.append("x".repeat(text.length() % 7)).append('\n');
    }
    client.send("TYPE A");
    var wire = text.toString().replace("\n", "\r\n");
    assertThat(client.upload("STOR file", wire.getBytes(StandardCharsets.UTF_8)))
        .startsWith("226 ");
    assertThat(Files.readString(files.resolve("file"))).isEqualTo(text.toString());
    assertThat(client.download("RETR file")).asString().isEqualTo(wire);
  }

  @Test
  void an_upload_that_is_reset_is_not_taken_for_a_whole_one_and_can_be_resumed() throws Exception {
    Files.writeString(files.resolve("file"), "old content");
    try (var data = client.data()) {
      assertThat(client.send("STOR file")).startsWith("150 ");
      data.getOutputStream().write(new byte[MORE_THAN_BUFFERS]);
      client.linger(data);
      assertThat(client.reply()).startsWith("426 ").doesNotContain(files.toString());
    }
    var kept = Files.size(files.resolve("file"));
    assertThat(kept).isBetween(1L, (long) MORE_THAN_BUFFERS);
    client.send("REST " + kept);
    assertThat(client.upload("STOR file", new byte[10])).startsWith("226 ");
    assertThat(files.resolve("file")).hasSize(kept + 10);
  }

  @Test
  void an_upload_that_never_connects_destroys_nothing() throws Exception {
    Files.writeString(files.resolve("file"), "old content");
    client.send("EPSV");
    assertThat(client.send("STOR file")).startsWith("150 ");
    assertThat(client.send("ABOR")).startsWith("426 ");
    assertThat(client.reply()).startsWith("226 ");
    assertThat(files.resolve("file")).hasContent("old content");
    for (var command : new String[] {"STOR new", "APPE new", "STOU new", "APPE file"}) {
      client.send("EPSV");
      assertThat(client.send(command)).startsWith("150 ");
      assertThat(client.send("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
    }
    assertThat(files).isDirectoryContaining("glob:**/file");
    assertThat(files.resolve("new")).doesNotExist();
    assertThat(files.resolve("file")).hasContent("old content");
  }

  @Test
  void a_download_whose_connection_was_reset_before_abor_is_426_then_226() throws Exception {
    Files.write(files.resolve("file"), new byte[MORE_THAN_BUFFERS]);
    try (var data = client.data()) {
      assertThat(client.send("RETR file")).startsWith("150 ");
      data.getInputStream().readNBytes(1000);
      client.linger(data);
      assertThat(client.send("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
    }
    assertThat(client.download("RETR file")).hasSize(MORE_THAN_BUFFERS);
  }

  @Test
  void abor_ends_a_download_that_stands_still() throws Exception {
    Files.write(files.resolve("file"), new byte[MORE_THAN_BUFFERS]);
    try (var data = client.data()) {
      assertThat(client.send("RETR file")).startsWith("150 ");
      assertThat(client.send("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThatThrownBy(() -> data.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(client.send("NOOP")).startsWith("200 ");
  }

  @Test
  void abor_ends_an_upload_and_what_came_is_kept() throws Exception {
    try (var data = client.data()) {
      assertThat(client.send("STOR file")).startsWith("150 ");
      data.getOutputStream().write(new byte[MORE_THAN_BUFFERS]);
      client.sendOnly("ABOR\r\n");
      assertThat(client.reply()).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
    }
    assertThat(Files.size(files.resolve("file"))).isPositive();
  }

  @Test
  void abor_right_behind_a_transfer_leaves_the_session_in_order() throws Exception {
    Files.writeString(files.resolve("file"), "content");
    client.data().close();
    client.sendOnly("RETR file\r\nABOR\r\nNOOP\r\n");
    // Whichever of the two was first: each is answered once, the RETR with 426 or, done, with 226.
    var reply = client.reply();
    assertThat(reply.startsWith("150 ") ? client.reply() : reply).matches("(426|226) .*");
    assertThat(client.reply()).startsWith("226 ");
    assertThat(client.reply()).startsWith("200 ");
    assertThat(client.download("RETR file")).asString().isEqualTo("content");
    assertThat(client.send("ABOR")).startsWith("226 ");
    assertThat(client.send("ABOR")).startsWith("226 ");
    assertThat(client.download("RETR file")).asString().isEqualTo("content");
  }

  @Test
  void commands_sent_during_a_transfer_are_answered_after_it() throws Exception {
    Files.write(files.resolve("file"), new byte[MORE_THAN_BUFFERS]);
    try (var data = client.data()) {
      client.sendOnly("RETR file\r\nNOOP\r\nSTAT\r\n");
      assertThat(data.getInputStream().readAllBytes()).hasSize(MORE_THAN_BUFFERS);
      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.reply()).startsWith("200 ");
      assertThat(client.reply()).startsWith("211-");
    }
  }

  @Test
  void a_transfer_ends_with_its_control_connection() throws Exception {
    Files.write(files.resolve("file"), new byte[MORE_THAN_BUFFERS]);
    try (var down = client.data()) {
      assertThat(client.send("RETR file")).startsWith("150 ");
      client.close();
      assertThatThrownBy(() -> down.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    client = server.client();
    try (var up = client.data()) {
      assertThat(client.send("STOR file")).startsWith("150 ");
      client.close();
      assertThat(up.getInputStream().read()).isNegative();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void a_file_that_shrinks_while_it_is_sent_is_not_sent_whole() throws Exception {
    Files.write(files.resolve("file"), new byte[4 * MORE_THAN_BUFFERS]);
    try (var data = client.data()) {
      assertThat(client.send("RETR file")).startsWith("150 ");
      data.getInputStream().readNBytes(1000);
      try (var file = new RandomAccessFile(files.resolve("file").toFile(), "rw")) {
        file.setLength(1000);
      }
      assertThatThrownBy(() -> data.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThat(client.reply())
          .isEqualTo("451 Transfer of /file failed: the file became shorter while it was sent.");
    }
  }

  @Test
  void a_disk_that_is_full_is_said_to_be() throws Exception {
    // /dev/full takes nothing; a link to it leads outside, so the copy is asked directly.
    try (var data = ServerSocketChannel.open()) {
      data.bind(null);
      try (var sender = SocketChannel.open(data.getLocalAddress());
          var in = data.accept();
          var full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
        sender.write(ByteBuffer.wrap(new byte[100]));
        assertThatThrownBy(() -> Copy.receive(in, full))
            .isInstanceOf(Copy.FileFailed.class)
            .hasMessage("No space left on device");
      }
    }
  }

  @Test
  void two_hundred_transfers_at_once_move_each_its_own_data() throws Exception {
    int count = 200;
    var barrier = new CyclicBarrier(count);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<Future<byte[]>>();
      for (int i = 0; i < count; i++) {
        var number = i;
        done.add(
            clients.submit(() -> {
              try (var one = server.client();
                  var data = one.data()) {
                assertThat(one.send("STOR file" + number)).startsWith("150 ");
                barrier.await();
                data.getOutputStream()
                    .write(("content " + number).repeat(5_000).getBytes(StandardCharsets.UTF_8));
                data.shutdownOutput();
                assertThat(one.reply()).startsWith("226 ");
                return one.download("RETR file" + number);
              }
            }));
      }
      for (int i = 0; i < count; i++) {
        assertThat(done.get(i).get()).asString().isEqualTo(("content " + i).repeat(5_000));
      }
    }
  }

  @Test
  void two_thousand_sessions_are_open_at_once() throws Exception {
    var sessions = new ArrayList<Raw>();
    try {
      for (int i = 0; i < 2_000; i++) {
        sessions.add(server.client());
      }
      for (var session : sessions) {
        assertThat(session.send("NOOP")).startsWith("200 ");
      }
    } finally {
      for (var session : sessions) {
        session.close();
      }
    }
  }

  @Test
  void closing_the_server_cuts_what_runs() throws Exception {
    var own = RunningServer.start();
    Files.write(own.files("anna").resolve("file"), new byte[MORE_THAN_BUFFERS]);
    try (var one = own.client();
        var data = one.data()) {
      assertThat(one.send("RETR file")).startsWith("150 ");

      own.stop();

      assertThatThrownBy(() -> data.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThatThrownBy(one::reply).isInstanceOfAny(EOFException.class, SocketException.class);
    }
    assertThatThrownBy(own::raw).isInstanceOf(ConnectException.class);
  }
}
