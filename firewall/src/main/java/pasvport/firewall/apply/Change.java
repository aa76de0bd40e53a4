package pasvport.firewall.apply;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import pasvport.lab.Ran;

/**
 * One change of the firewall, as a folder: how it is taken back, what was loaded, and what became
 * of it. Whoever creates {@code decided} in it first decides: the administrator who confirms, or
 * the watch that takes it back.
 *
 * @param folder where it is kept; its name is the change's number
 */
public record Change(Path folder) {
  private static final String UNDO = "undo.sh";
  private static final String KEEP = "keep.sh";
  private static final String WATCH = "watch.sh";
  private static final String DECIDED = "decided";
  private static final String CONFIRMED = "confirmed";
  private static final String UNDONE = "undone";

  /** When the watch ends, in seconds of the epoch, and which start of the machine it lives in. */
  private static final String DEADLINE = "deadline";

  private static final Path START = Path.of("/proc/sys/kernel/random/boot_id");

  /** So long after its deadline the watch has certainly done what it does. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** The search path of scripts: a login by su(1) may have none of the administrator's. */
  private static final String HEAD =
      "#!/bin/sh\nPATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\n";

  /** What has become of a change. */
  public enum State {
    /** It is in force and taken back at its deadline unless it is confirmed. */
    PENDING,
    CONFIRMED,
    UNDONE
  }

  /** Its number. */
  public int number() {
    return Integer.parseInt(String.valueOf(folder.getFileName()));
  }

  public State state() {
    if (Files.exists(folder.resolve(UNDONE))) {
      return State.UNDONE;
    }
    return Files.exists(folder.resolve(CONFIRMED)) ? State.CONFIRMED : State.PENDING;
  }

  /**
   * Whether nobody watches over it any more though nobody has decided: the machine has started anew
   * since, or the watch was killed. What is in force then is not known.
   */
  boolean isAbandoned() throws IOException {
    if (state() != State.PENDING || Files.exists(folder.resolve(DECIDED))) {
      return false;
    }
    var file = folder.resolve(DEADLINE);
    if (!Files.exists(file)) {
      return true;
    }
    var noted = Files.readString(file).strip().split(" ", -1);
    return !noted[1].equals(start())
        || Instant.now().isAfter(Instant.ofEpochSecond(Long.parseLong(noted[0])).plus(GRACE));
  }

  private static String start() throws IOException {
    return Files.readString(START).strip();
  }

  /** Writes down a change that is about to be made. */
  static Change begin(Path folder, Step undo, Step kept) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (var step : List.of(undo, kept)) {
      for (var file : step.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    Files.writeString(
        folder.resolve(UNDO),
        HEAD
            + "# Takes this change back: sh undo.sh\ncd \"$(dirname \"$0\")\" || exit 1\nfailed=0\n"
            + String.join("\n", undo.script())
            + "\n[ $failed -eq 0 ] && : >undone\nexit $failed\n");
    if (!kept.script().isEmpty()) {
      Files.writeString(
          folder.resolve(KEEP),
          HEAD
              + "# Makes this change outlast the next start.\ncd \"$(dirname \"$0\")\" || exit 1\n"
              + "set -e\n"
              + String.join("\n", kept.script())
              + "\n");
    }
    return new Change(folder);
  }

  /**
   * Starts the watch: a process of its own, which outlives this one and its login, and takes the
   * change back after this time unless somebody has decided.
   */
  void watch(Duration time, Shell shell) throws IOException, ApplyException {
    Files.writeString(
        folder.resolve(DEADLINE),
        "%d %s\n".formatted(Instant.now().plus(time).getEpochSecond(), start()));
    Files.writeString(
        folder.resolve(WATCH),
        HEAD
            + """
            # Takes the change back unless it is confirmed in time.
            cd "$(dirname "$0")" || exit 1
            left=%d
            while [ $left -gt 0 ] && [ ! -e decided ]; do
              sleep 1
              left=$((left - 1))
            done
            mkdir decided 2>/dev/null || exit 0
            result='not taken back, see undo.log'
            sh undo.sh >undo.log 2>&1 && result='undone: not confirmed in time'
            echo "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ) user=\"the watch\" change=\"%d\" $result" >>../audit.log
            """
                .formatted(time.toSeconds(), number()));
    var command = new ArrayList<String>();
    if (Files.isDirectory(Path.of("/run/systemd/system"))) {
      // A unit of its own: systemd-logind may kill what a login leaves behind.
      command.addAll(
          List.of("systemd-run", "--quiet", "--collect", "--unit=pasvport-watch-" + number()));
    } else {
      command.addAll(List.of("setsid", "--fork"));
    }
    command.addAll(List.of("sh", folder.resolve(WATCH).toString()));
    shell.did(command, "");
  }

  /**
   * Makes it stay.
   *
   * @throws ApplyException if it has been taken back already or nobody watches over it any more, or
   *     if it would not outlast the next start
   */
  public void confirm(Shell shell) throws IOException, ApplyException {
    if (isAbandoned()) {
      throw new ApplyException(
          "change %d was not confirmed in time, and what would have taken it back is gone (has this machine started anew?): pasvport undo takes it back, then apply it anew"
              .formatted(number()));
    }
    if (!decide()) {
      throw new ApplyException(
          state() == State.CONFIRMED
              ? "change %d is confirmed already".formatted(number())
              : "change %d has been taken back already; apply it anew".formatted(number()));
    }
    Files.writeString(folder.resolve(CONFIRMED), "");
    if (Files.exists(folder.resolve(KEEP))) {
      var ran = shell.run(List.of("sh", folder.resolve(KEEP).toString()), "");
      if (!ran.succeeded()) {
        throw new ApplyException(
            "change %d is in force, but not after the next start (%s): %s"
                .formatted(number(), folder.resolve(KEEP), (ran.stderr() + ran.stdout()).strip()));
      }
    }
  }

  /**
   * Takes it back, whether it was confirmed or not.
   *
   * @throws ApplyException if the firewall does not take the way back
   */
  public void undo(Shell shell) throws IOException, ApplyException {
    decide();
    Ran ran = shell.run(List.of("sh", folder.resolve(UNDO).toString()), "");
    if (!ran.succeeded()) {
      throw new ApplyException(
          "change %d could not be taken back (%s): %s"
              .formatted(number(), folder.resolve(UNDO), (ran.stderr() + ran.stdout()).strip()));
    }
  }

  private boolean decide() throws IOException {
    try {
      Files.createDirectory(folder.resolve(DECIDED));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
