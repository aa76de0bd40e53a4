package pasvport.site;

import java.time.Duration;

/**
 * How long everything may take; all are longer than nothing.
 *
 * @param idle a logged-in session without commands and transfers
 * @param login from the connection to a successful login
 * @param connect a connection to the server, control or data
 * @param handshake a TLS handshake on a control connection
 * @param dataWait from the announced port to the client's data connection
 * @param queueWait for a port when all are taken
 * @param quarantine how long a port given up is kept from its client address
 * @param stall a transfer in which no byte moves
 * @param reply the server's answer to a command
 * @param drain transfers under way when Pasvport is told to stop
 */
public record Timeouts(
    @Key(value = "Without a command or a transfer until the session is closed.", standard = "10m")
        Duration idle,
    @Key(value = "From the connection to the login.", standard = "60s") Duration login,
    @Key(value = "To connect to the server, for control or data.", standard = "10s")
        Duration connect,
    @Key(value = "For a TLS handshake on a control connection.", standard = "10s")
        Duration handshake,
    @Key(
            value =
                "From the announced port to the client's data connection, and from the server's 1yz to its TLS.",
            standard = "30s")
        Duration dataWait,
    @Key(value = "Waiting for a free passive port; then the client is told 425.", standard = "30s")
        Duration queueWait,
    @Key(
            value =
                "For which a port given up is kept from the same client address, so that a late"
                    + " connection cannot land in another session.",
            standard = "60s")
        Duration quarantine,
    @Key(value = "Without a byte until a transfer is given up.", standard = "5m") Duration stall,
    @Key(value = "From a command to the server's answer.", standard = "5m") Duration reply,
    @Key(value = "For transfers to finish when Pasvport is told to stop.", standard = "30s")
        Duration drain) {}
