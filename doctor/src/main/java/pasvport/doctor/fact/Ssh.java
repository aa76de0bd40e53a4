package pasvport.doctor.fact;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.ftp.Octets;

/**
 * One connection to an SSH server, up to its key exchange.
 *
 * @param first what came first: its version line, or something else
 * @param version the line {@code SSH-2.0-…}
 * @param offer whether its list of algorithms came (RFC 4253 section 7.1)
 * @param key whether its answer in the key exchange came, with its host key
 * @param ended how the connection stood when something was missing
 */
public record Ssh(
    int number,
    InetSocketAddress peer,
    Connected connected,
    Octets first,
    Optional<String> version,
    boolean offer,
    boolean key,
    Heard ended) {}
