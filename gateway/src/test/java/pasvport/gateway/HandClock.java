package pasvport.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock whose time passes when the test says so, on the test's own thread. */
final class HandClock extends AbstractExecutorService implements ScheduledExecutorService {
  private final List<Task> tasks = new ArrayList<>();
  private long now;

  /** Lets time pass, and does what falls due in it. */
  void advance(Duration time) {
    List<Task> due;
    synchronized (tasks) {
      now += time.toNanos();
      due = tasks.stream().filter(task -> task.at <= now).toList();
      tasks.removeAll(due);
    }
    due.forEach(Task::run);
  }

  /** What has been planned and has not been called off. */
  int planned() {
    synchronized (tasks) {
      return (int) tasks.stream().filter(task -> !task.isCancelled()).count();
    }
  }

  /** Does what was called off too late, when it had begun already. */
  void doWhatWasCalledOff() {
    List<Task> calledOff;
    synchronized (tasks) {
      calledOff = tasks.stream().filter(Task::isCancelled).toList();
      tasks.removeAll(calledOff);
    }
    calledOff.forEach(task -> task.action.run());
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    synchronized (tasks) {
      Task task = new Task(command, now + unit.toNanos(delay));
      tasks.add(task);
      return task;
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable command) {
    command.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  private final class Task extends FutureTask<@Nullable Void>
      implements ScheduledFuture<@Nullable Void> {
    private final Runnable action;
    private final long at;

    Task(Runnable action, long at) {
      super(action, null);
      this.action = action;
      this.at = at;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
