package pasvport.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of a host that see folders of their own where others see this machine's: empty ones, and
 * what is written there is gone with the cell. {@code /run} is always one of them.
 */
public final class Cell implements AutoCloseable {
  private static final String READY = "ready";
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String ROOM =
      """
      set -e
      mount --make-rprivate /
      for folder in /run "$@"; do mount -t tmpfs -o mode=755 cell "$folder"; done
      echo ready
      exec sleep infinity
      """;

  private final Host host;
  private final Running room;
  private final List<Running> started = new ArrayList<>();

  private Cell(Host host, Running room) {
    this.host = host;
    this.room = room;
  }

  static Cell in(Host host, String... folders) {
    var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", ROOM, "cell"));
    command.addAll(List.of(folders));
    var room = host.start(command);
    room.awaitStdout(READY, SOON);
    return new Cell(host, room);
  }

  /** A program to run in it; its working folder is {@code /}. */
  public Command run(String... command) {
    return run(List.of(command));
  }

  /** A program to run in it; its working folder is {@code /}. */
  public Command run(List<String> command) {
    return new Command(host.name(), entry(), command);
  }

  /** Starts a program that stays in the foreground until this cell is closed. */
  public Running start(List<String> command) {
    var whole = new ArrayList<>(entry());
    whole.addAll(command);
    var running = host.start(whole);
    started.add(running);
    return running;
  }

  /** Starts a program that is talked to through its standard input and output. */
  public Running pipe(List<String> command) {
    var whole = new ArrayList<>(entry());
    whole.addAll(command);
    return host.pipe(whole);
  }

  private List<String> entry() {
    return List.of(
        "nsenter",
        "--net=" + Lab.FOLDER.resolve(host.namespace()),
        "--mount=/proc/%d/ns/mnt".formatted(room.pid()),
        "--");
  }

  @Override
  public void close() {
    started.reversed().forEach(Running::close);
    room.close();
  }
}
