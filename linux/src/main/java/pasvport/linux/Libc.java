package pasvport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The C library's calls that this module makes, each with its error number. */
final class Libc {
  static final int EAGAIN = 11;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** setsockopt(2). */
  private static final @Nullable MethodHandle SETSOCKOPT =
      find(
          "setsockopt",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  /** recv(2). */
  private static final @Nullable MethodHandle RECV =
      find(
          "recv",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private Libc() {}

  static boolean present() {
    return SETSOCKOPT != null && RECV != null;
  }

  static void setsockopt(int descriptor, int level, int option, MemorySegment value, int length)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result =
          (int) present(SETSOCKOPT).invokeExact(state, descriptor, level, option, value, length);
      if (result != 0) {
        throw new IOException("setsockopt option " + option + ": error " + errno(state));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What recv(2) returns, or the negated error number. */
  static long recv(int descriptor, MemorySegment buffer, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result =
          (long) present(RECV).invokeExact(state, descriptor, buffer, buffer.byteSize(), flags);
      return result >= 0 ? result : -errno(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle present(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new IllegalStateException("this is not Linux: ask Linux.isPresent() first");
    }
    return handle;
  }

  private static @Nullable MethodHandle find(String name, FunctionDescriptor descriptor) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address ->
            linker.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno")))
        .orElse(null);
  }
}
