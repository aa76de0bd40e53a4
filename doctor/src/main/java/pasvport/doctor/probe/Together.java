package pasvport.doctor.probe;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tasks on virtual threads, which may begin further ones, and their common end. */
final class Together implements Executor {
  private final Phaser running = new Phaser(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  @Override
  public void execute(Runnable task) {
    running.register();
    Thread.startVirtualThread(() -> {
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        failure.compareAndSet(null, defect);
      } finally {
        running.arriveAndDeregister();
      }
    });
  }

  /**
   * Waits for the end of all.
   *
   * @throws IllegalStateException if one of them failed, which is a defect
   */
  void await() {
    running.arriveAndAwaitAdvance();
    var defect = failure.get();
    if (defect != null) {
      throw new IllegalStateException("a step of the test has failed: " + defect, defect);
    }
  }
}
