package pasvport.trials;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import pasvport.lab.Host;
import pasvport.lab.Running;

/**
 * A Java process inside a host of the lab that carries out lambdas sent to it, so that a trial
 * reads as one piece although its parts run on several machines.
 *
 * <p>Lambdas, their captured values and their results travel as serialized objects over the
 * process's own standard input and output: each message is a length (4 bytes) and an object. What
 * must stay in the outpost, such as a socket, is {@link #keep kept} there, and further lambdas are
 * applied to it.
 */
public final class Outpost implements AutoCloseable {
  /** No single step of a trial takes longer, however busy the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Something to do in an outpost. */
  @FunctionalInterface
  public interface Errand<T> extends Serializable {
    T run() throws Exception;
  }

  /** Something to do in an outpost with what is kept there. */
  @FunctionalInterface
  public interface Step<T, R> extends Serializable {
    R apply(T kept) throws Exception;
  }

  /** Something to do in an outpost with what is kept there, without a result. */
  @FunctionalInterface
  public interface Deed<T> extends Serializable {
    void apply(T kept) throws Exception;
  }

  /** What the caller sends: a number that the answer repeats, and the errand. */
  private record Question(long id, Errand<?> errand) implements Serializable {}

  /** What the outpost answers: a result, or how the errand failed. */
  private record Answer(long id, @Nullable Object result, @Nullable Throwable failure)
      implements Serializable {}

  /** Something kept in an outpost, as the caller holds it. */
  public final class Kept<T> implements AutoCloseable {
    private final long key;

    private Kept(long key) {
      this.key = key;
    }

    /** Applies a step to it, in the outpost, and brings back what it returns. */
    public <R> R call(Step<T, R> step) {
      long at = key;
      return Outpost.this.call(() -> applied(at, step));
    }

    /** Begins a step and does not wait for its end. */
    public <R> CompletableFuture<R> begin(Step<T, R> step) {
      long at = key;
      return Outpost.this.begin(() -> applied(at, step));
    }

    /** Applies a deed to it, in the outpost. */
    public void tell(Deed<T> deed) {
      this.<Boolean>call(kept -> {
        deed.apply(kept);
        return true;
      });
    }

    /** Closes it, if it can be closed, and forgets it. */
    @Override
    public void close() {
      long at = key;
      Outpost.this.<Boolean>call(() -> {
        if (KEPT.remove(at) instanceof AutoCloseable closeable) {
          closeable.close();
        }
        return true;
      });
    }
  }

  /** In the outpost's own process: what is kept, by key. */
  private static final Map<Long, Object> KEPT = new ConcurrentHashMap<>();

  private static final AtomicLong KEY = new AtomicLong();

  private final Host host;
  private final Running process;
  private final DataOutputStream questions;
  private final Map<Long, CompletableFuture<@Nullable Object>> open = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();

  /** Starts one in a host. It knows the classes that this process knows. */
  public Outpost(Host host) {
    this.host = host;
    process =
        host.pipe(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts sooner and takes less of a small machine; what is measured is the gateway.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Outpost.class.getName()));
    questions = new DataOutputStream(process.input());
    Thread.ofPlatform().daemon().name("answers from " + host).start(this::readAnswers);
  }

  /** Has an errand done and brings back its result; what it throws is thrown here, as the cause. */
  public <T> T call(Errand<T> errand) {
    var future = begin(errand);
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new OutpostException("at " + host + ": " + failed.getCause(), failed);
    } catch (TimeoutException late) {
      throw new OutpostException("at " + host + ": not done after " + PATIENCE, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OutpostException("at " + host + ": interrupted", interrupted);
    }
  }

  /** Has an errand done and does not wait for its end. */
  public <T> CompletableFuture<T> begin(Errand<T> errand) {
    long id = number.incrementAndGet();
    var future = new CompletableFuture<@Nullable Object>();
    open.put(id, future);
    try {
      send(questions, new Question(id, errand));
    } catch (IOException gone) {
      throw new OutpostException(
          "at " + host + ": the outpost has ended: " + process.stderr(), gone);
    }
    @SuppressWarnings("unchecked") // The errand with this number returns T.
    var typed = (CompletableFuture<T>) (CompletableFuture<?>) future;
    return typed;
  }

  /** Has something made that stays in the outpost. */
  public <T> Kept<T> keep(Errand<T> errand) {
    return new Kept<>(
        call(() -> {
          long key = KEY.incrementAndGet();
          KEPT.put(key, errand.run());
          return key;
        }));
  }

  /** Ends the process; sockets in it are closed by its kernel. */
  @Override
  public void close() {
    process.close();
  }

  private void readAnswers() {
    try (var answers = new DataInputStream(process.output())) {
      while (true) {
        var answer = (Answer) receive(answers);
        var future = open.remove(answer.id());
        if (future == null) {
          throw new IOException("an answer to a question that was not asked: " + answer);
        }
        if (answer.failure() == null) {
          future.complete(answer.result());
        } else {
          future.completeExceptionally(answer.failure());
        }
      }
    } catch (IOException | ClassNotFoundException ended) {
      open.values()
          .forEach(future ->
              future.completeExceptionally(
                  new OutpostException("the outpost has ended: " + process.stderr(), ended)));
    }
  }

  private static <T, R> R applied(long key, Step<T, R> step) throws Exception {
    var kept = KEPT.get(key);
    if (kept == null) {
      throw new IllegalStateException("it was closed before");
    }
    @SuppressWarnings("unchecked") // Whoever keeps a T gets a Kept<T>, and only through it the key.
    var typed = (T) kept;
    return step.apply(typed);
  }

  private static void send(DataOutputStream out, Object message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(message);
    }
    synchronized (out) {
      out.writeInt(bytes.size());
      bytes.writeTo(out);
      out.flush();
    }
  }

  private static Object receive(DataInputStream in) throws IOException, ClassNotFoundException {
    byte[] bytes = in.readNBytes(in.readInt());
    try (var objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return objects.readObject();
    }
  }

  /** The outpost's own process. */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    var answers = new DataOutputStream(System.out);
    // Whatever else is printed must not get between the answers.
    System.setOut(new PrintStream(System.err, true, System.err.charset()));
    try (var questions = new DataInputStream(System.in)) {
      while (true) {
        var question = (Question) receive(questions);
        Thread.ofVirtual().start(() -> answer(question, answers));
      }
    } catch (EOFException caller) {
      System.exit(0);
    }
  }

  private static void answer(Question question, DataOutputStream answers) {
    try {
      send(answers, answerTo(question));
    } catch (IOException unserializable) {
      try {
        send(
            answers,
            new Answer(
                question.id(),
                null,
                new OutpostException("the result cannot travel", unserializable)));
      } catch (IOException gone) {
        System.exit(1);
      }
    }
  }

  private static Answer answerTo(Question question) {
    try {
      return new Answer(question.id(), question.errand().run(), null);
    } catch (Throwable failure) {
      return new Answer(question.id(), null, failure);
    }
  }
}
