package pasvport.gateway.plane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which buffers transfers get. */
class BufferPoolTest {
  private static final int MOST_LARGE = 64;

  private final BufferPool pool = new BufferPool(ByteBuffer::allocateDirect);

  private List<ByteBuffer> take(int count) {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(pool.take());
    }
    return taken;
  }

  @Test
  void the_first_transfers_get_large_buffers_and_the_others_small_ones() {
    List<ByteBuffer> taken = take(MOST_LARGE + 2);
    assertThat(taken).allMatch(ByteBuffer::isDirect);
    assertThat(taken.subList(0, MOST_LARGE)).allMatch(each -> each.capacity() == BufferPool.LARGE);
    assertThat(taken.subList(MOST_LARGE, taken.size()))
        .allMatch(each -> each.capacity() == BufferPool.SMALL);
  }

  @Test
  void a_buffer_given_back_is_given_out_again_empty() {
    ByteBuffer first = pool.take();
    first.putLong(7).flip();
    pool.give(first);
    ByteBuffer second = pool.take();
    assertThat(second).isSameAs(first);
    assertThat(second.remaining()).isEqualTo(BufferPool.LARGE);
  }

  @Test
  void after_a_wave_there_are_large_buffers_again_and_no_more_than_before() {
    List<ByteBuffer> wave = take(MOST_LARGE + 3);
    wave.forEach(pool::give);
    List<ByteBuffer> next = take(MOST_LARGE + 3);
    assertThat(identities(next)).isEqualTo(identities(wave));
    assertThat(next.subList(0, MOST_LARGE)).allMatch(each -> each.capacity() == BufferPool.LARGE);
  }

  @Test
  void small_buffers_are_kept_up_to_a_bound() {
    List<ByteBuffer> large = take(MOST_LARGE);
    List<ByteBuffer> wave = take(1030);
    wave.forEach(pool::give);
    List<ByteBuffer> next = take(1030);
    Set<ByteBuffer> kept = identities(next);
    kept.retainAll(identities(wave));
    assertThat(kept).hasSize(1024);
    large.forEach(pool::give);
  }

  private static Set<ByteBuffer> identities(List<ByteBuffer> buffers) {
    Set<ByteBuffer> identities = Collections.newSetFromMap(new IdentityHashMap<>());
    identities.addAll(buffers);
    return identities;
  }
}
