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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The C library's calls that this module makes, each with its error number. */
final class Libc {
  static final int EINTR = 4;
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

  /** pipe2(2). */
  private static final @Nullable MethodHandle PIPE2 =
      find(
          "pipe2",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

  /** fcntl(2), with an int for its third argument. */
  private static final @Nullable MethodHandle FCNTL =
      find(
          "fcntl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  /** close(2). */
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  /** open(2), without a mode. */
  private static final @Nullable MethodHandle OPEN =
      find(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  /** setns(2). */
  private static final @Nullable MethodHandle SETNS =
      find(
          "setns",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  /** splice(2). */
  private static final @Nullable MethodHandle SPLICE =
      find(
          "splice",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private Libc() {}

  /** Where a call leaves its error number; one may serve many calls of one thread. */
  static MemorySegment callState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  /** The two descriptors of a new pipe: read from the first, write to the second. */
  static int[] pipe(int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = callState(arena);
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      if ((int) present(PIPE2).invokeExact(state, ends, flags) != 0) {
        throw new IOException("pipe2: error " + errno(state));
      }
      return ends.toArray(ValueLayout.JAVA_INT);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What fcntl(2) returns, or the negated error number. */
  static int fcntl(int descriptor, int command, int argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = callState(arena);
      int result = (int) present(FCNTL).invokeExact(state, descriptor, command, argument);
      return result >= 0 ? result : -errno(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The descriptor of a file that exists, or the negated error number. */
  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = callState(arena);
      int result = (int) present(OPEN).invokeExact(state, arena.allocateFrom(path), flags);
      return result >= 0 ? result : -errno(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Zero, or the negated error number. */
  static int setns(int descriptor, int kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = callState(arena);
      int result = (int) present(SETNS).invokeExact(state, descriptor, kind);
      return result == 0 ? 0 : -errno(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      // Its error says that the descriptor was not open, and then there is nothing to close.
      int _ = (int) present(CLOSE).invokeExact(callState(arena), descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many bytes splice(2) moved, 0 at the end of the source, or the negated error number. */
  static long splice(MemorySegment state, int from, int to, long bytes, int flags) {
    try {
      long moved =
          (long)
              present(SPLICE)
                  .invokeExact(
                      state, from, MemorySegment.NULL, to, MemorySegment.NULL, bytes, flags);
      return moved >= 0 ? moved : -errno(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

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

  private static @Nullable MethodHandle find(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address ->
            linker.downcallHandle(
                address,
                descriptor,
                Stream.concat(
                        Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
                    .toArray(Linker.Option[]::new)))
        .orElse(null);
  }
}
