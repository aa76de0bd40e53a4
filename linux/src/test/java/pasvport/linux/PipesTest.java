package pasvport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PipesTest {
  private final Pipes pipes = new Pipes();

  @AfterEach
  void close() {
    pipes.close();
  }

  @Test
  void the_first_pipes_are_large_and_the_others_are_not() throws IOException {
    List<Pipes.Pipe> taken = take(Pipes.MOST_LARGE + 1);
    assertThat(taken.subList(0, Pipes.MOST_LARGE))
        .allMatch(pipe -> pipe.bytes() == Pipes.LARGE_BYTES);
    assertThat(taken.getLast().bytes()).isLessThan(Pipes.LARGE_BYTES);
    giveAll(taken, true);
  }

  @Test
  void a_large_pipe_that_comes_back_is_taken_before_a_small_one() throws IOException {
    giveAll(take(Pipes.MOST_LARGE + 1), true);
    List<Pipes.Pipe> taken = take(1);
    assertThat(taken.getFirst().bytes()).isEqualTo(Pipes.LARGE_BYTES);
    giveAll(taken, true);
  }

  @Test
  void transfers_that_were_cut_do_not_use_up_the_large_pipes() throws IOException {
    for (int cut = 0; cut < 3; cut++) {
      giveAll(take(Pipes.MOST_LARGE), false);
    }
    List<Pipes.Pipe> taken = take(1);
    assertThat(taken.getFirst().bytes()).isEqualTo(Pipes.LARGE_BYTES);
    giveAll(taken, true);
  }

  private List<Pipes.Pipe> take(int count) throws IOException {
    List<Pipes.Pipe> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(pipes.take());
    }
    return taken;
  }

  private void giveAll(List<Pipes.Pipe> taken, boolean empty) {
    taken.forEach(pipe -> pipes.give(pipe, empty));
  }
}
