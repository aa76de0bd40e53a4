package pasvport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;

/**
 * A socket filter that lets only named addresses and networks reach a listening socket: the kernel
 * drops everybody else's SYN, so that to a stranger the port looks closed. It needs no privilege.
 *
 * <p>Segments without SYN pass: they belong to a connection that stands, or to one that is gone.
 * The kernel answers the latter with a reset, and a peer that lost the first reset waits for that
 * one (RFC 5961 section 3.2).
 *
 * <p>Classic BPF, attached with SO_ATTACH_FILTER (socket(7), the kernel's networking/filter.rst). A
 * TCP socket's filter sees the packet from its TCP header on; the IP header is reached through
 * SKF_NET_OFF. A connection that was accepted inherits the filter: take it off with {@link
 * #detach}.
 */
public final class SourceFilter {
  /** The kernel takes at most 4,096 instructions (BPF_MAXINSNS); an IPv6 address needs nine. */
  public static final int MOST_ADDRESSES = 400;

  /** An IPv6 network needs at most ten instructions, which fit beside the addresses'. */
  public static final int MOST_NETWORKS = 32;

  /**
   * All addresses whose first bits are these.
   *
   * @param first the lowest of them: all bits after the prefix are zero
   * @param bits how many bits count, from 0 to 32 or 128
   */
  public record Block(InetAddress first, int bits) {}

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_DETACH_FILTER = 27;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int FIXED_INSTRUCTIONS = 22;
  private static final int IPV6_WORDS = 4;
  private static final int IPV4_INSTRUCTIONS = 2;
  private static final int IPV6_INSTRUCTIONS = 9;
  private static final int IPV4_BLOCK_INSTRUCTIONS = 4;
  private static final int IPV6_BLOCK_INSTRUCTIONS = 10;

  private static final short LOAD_WORD = 0x20;
  private static final short LOAD_BYTE = 0x30;
  private static final short LOAD_KEPT = 0x60;
  private static final short KEEP = 0x02;
  private static final short SHIFT_RIGHT = 0x74;
  private static final short AND = 0x54;
  private static final short JUMP = 0x05;
  private static final short JUMP_IF_EQUAL = 0x15;
  private static final short JUMP_IF_SET = 0x45;
  private static final short RETURN = 0x06;

  /** Where a TCP header has its flags (RFC 9293 section 3.1), and the one that begins. */
  private static final int TCP_FLAGS = 13;

  private static final int SYN = 0x02;

  /** SKF_NET_OFF: offsets from here on count from the IP header. */
  private static final int IP_HEADER = -0x100000;

  private static final int IPV4_SOURCE = IP_HEADER + 12;
  private static final int IPV6_SOURCE = IP_HEADER + 8;
  private static final int WHOLE_PACKET = -1;
  private static final int DROP = 0;

  private SourceFilter() {}

  /**
   * Admits these addresses and nobody else from now on; an empty collection admits nobody.
   *
   * @throws IOException if the kernel refuses the filter; the former one stays in force
   * @throws IllegalArgumentException for more than {@link #MOST_ADDRESSES} addresses
   */
  public static void admit(ServerSocketChannel listener, Collection<InetAddress> addresses)
      throws IOException {
    admit(listener, addresses, List.of());
  }

  /**
   * The same, and admits whole networks too.
   *
   * @throws IOException if the kernel refuses the filter; the former one stays in force
   * @throws IllegalArgumentException for more than {@link #MOST_ADDRESSES} addresses, or more than
   *     {@link #MOST_NETWORKS} networks
   */
  public static void admit(
      ServerSocketChannel listener, Collection<InetAddress> addresses, Collection<Block> networks)
      throws IOException {
    if (addresses.size() > MOST_ADDRESSES || networks.size() > MOST_NETWORKS) {
      throw new IllegalArgumentException(
          "too many for a filter: %d addresses, %d networks"
              .formatted(addresses.size(), networks.size()));
    }
    try (Arena arena = Arena.ofConfined()) {
      Program program = new Program(arena, addresses, networks);
      MemorySegment socketProgram = arena.allocate(16, 8);
      socketProgram.set(ValueLayout.JAVA_SHORT, 0, (short) program.length());
      socketProgram.set(ValueLayout.ADDRESS, 8, program.instructions());
      Libc.setsockopt(
          Linux.descriptor(listener),
          SOL_SOCKET,
          SO_ATTACH_FILTER,
          socketProgram,
          (int) socketProgram.byteSize());
    }
  }

  /** Lets everybody in again. */
  public static void detach(ServerSocketChannel listener) throws IOException {
    detachFrom(listener);
  }

  /** Takes off what an accepted connection inherited from its listener. */
  public static void detach(SocketChannel accepted) throws IOException {
    detachFrom(accepted);
  }

  private static void detachFrom(Channel channel) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ignored = arena.allocate(ValueLayout.JAVA_INT);
      Libc.setsockopt(Linux.descriptor(channel), SOL_SOCKET, SO_DETACH_FILTER, ignored, 4);
    }
  }

  /** The filter's instructions, written one after the other. */
  private static final class Program {
    private final MemorySegment instructions;
    private int length;

    Program(Arena arena, Collection<InetAddress> addresses, Collection<Block> networks) {
      int ipv4 = 0;
      for (InetAddress address : addresses) {
        ipv4 += address.getAddress().length == 4 ? 1 : 0;
      }
      int ipv4Blocks = 0;
      for (Block network : networks) {
        ipv4Blocks += network.first().getAddress().length == 4 ? 1 : 0;
      }
      int ipv4Part = ipv4 * IPV4_INSTRUCTIONS + ipv4Blocks * IPV4_BLOCK_INSTRUCTIONS;
      int size =
          FIXED_INSTRUCTIONS
              + ipv4Part
              + (addresses.size() - ipv4) * IPV6_INSTRUCTIONS
              + (networks.size() - ipv4Blocks) * IPV6_BLOCK_INSTRUCTIONS;
      instructions = arena.allocate((long) size * INSTRUCTION_BYTES, 4);

      put(LOAD_BYTE, 0, 0, TCP_FLAGS);
      put(JUMP_IF_SET, 1, 0, SYN);
      put(RETURN, 0, 0, WHOLE_PACKET);
      put(LOAD_BYTE, 0, 0, IP_HEADER); // version and header length
      put(SHIFT_RIGHT, 0, 0, 4);
      put(JUMP_IF_EQUAL, 0, 1, 4);
      put(JUMP, 0, 0, 3); // to the IPv4 part
      put(JUMP_IF_EQUAL, 1, 0, 6);
      put(RETURN, 0, 0, DROP);
      put(JUMP, 0, 0, 3 + ipv4Part); // to the IPv6 part
      put(LOAD_WORD, 0, 0, IPV4_SOURCE);
      put(KEEP, 0, 0, 0);
      for (InetAddress address : addresses) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
          put(JUMP_IF_EQUAL, 0, 1, ByteBuffer.wrap(bytes).getInt());
          put(RETURN, 0, 0, WHOLE_PACKET);
        }
      }
      for (Block network : networks) {
        byte[] bytes = network.first().getAddress();
        if (bytes.length == 4) {
          put(LOAD_KEPT, 0, 0, 0);
          put(AND, 0, 0, mask(network.bits()));
          put(JUMP_IF_EQUAL, 0, 1, ByteBuffer.wrap(bytes).getInt());
          put(RETURN, 0, 0, WHOLE_PACKET);
        }
      }
      put(RETURN, 0, 0, DROP);
      // The kernel makes ten instructions of each load from a packet, so the words are kept.
      for (int word = 0; word < IPV6_WORDS; word++) {
        put(LOAD_WORD, 0, 0, IPV6_SOURCE + 4 * word);
        put(KEEP, 0, 0, word);
      }
      networks.forEach(this::putIpv6);
      for (InetAddress address : addresses) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
          ByteBuffer words = ByteBuffer.wrap(bytes);
          for (int word = 0; word < IPV6_WORDS; word++) {
            put(LOAD_KEPT, 0, 0, word);
            put(JUMP_IF_EQUAL, 0, 2 * (3 - word) + 1, words.getInt());
          }
          put(RETURN, 0, 0, WHOLE_PACKET);
        }
      }
      put(RETURN, 0, 0, DROP);
    }

    /** Compares whole words, then what is left of one under a mask. */
    private void putIpv6(Block network) {
      byte[] bytes = network.first().getAddress();
      if (bytes.length != 16) {
        return;
      }
      ByteBuffer words = ByteBuffer.wrap(bytes);
      int whole = network.bits() / Integer.SIZE;
      int rest = network.bits() % Integer.SIZE;
      int after = (rest == 0 ? 0 : 3) + 1;
      for (int word = 0; word < whole; word++) {
        put(LOAD_KEPT, 0, 0, word);
        put(JUMP_IF_EQUAL, 0, 2 * (whole - 1 - word) + after, words.getInt());
      }
      if (rest != 0) {
        put(LOAD_KEPT, 0, 0, whole);
        put(AND, 0, 0, mask(rest));
        put(JUMP_IF_EQUAL, 0, 1, words.getInt());
      }
      put(RETURN, 0, 0, WHOLE_PACKET);
    }

    /** The highest so many bits, as an operand. */
    private static int mask(int bits) {
      return bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
    }

    MemorySegment instructions() {
      return instructions;
    }

    int length() {
      return length;
    }

    /** One sock_filter: code, jump if true, jump if false, operand. */
    private void put(short code, int ifTrue, int ifFalse, int operand) {
      long at = (long) length * INSTRUCTION_BYTES;
      instructions.set(ValueLayout.JAVA_SHORT, at, code);
      instructions.set(ValueLayout.JAVA_BYTE, at + 2, (byte) ifTrue);
      instructions.set(ValueLayout.JAVA_BYTE, at + 3, (byte) ifFalse);
      instructions.set(ValueLayout.JAVA_INT, at + 4, operand);
      length++;
    }
  }
}
