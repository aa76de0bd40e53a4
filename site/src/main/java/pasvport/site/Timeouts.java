package pasvport.site;

import java.time.Duration;

/**
 * How long everything may take; all are longer than nothing.
 *
 * @param idle a logged-in session without commands and transfers
 * @param login from the connection to a successful login
 * @param connect a connection to the server, control or data
 * @param dataWait from the announced port to the client's data connection
 * @param queueWait for a port when all are taken
 * @param quarantine how long a port given up is kept from its client address
 * @param stall a transfer in which no byte moves
 * @param reply the server's answer to a command
 * @param drain transfers under way when Pasvport is told to stop
 */
public record Timeouts(
    @Key(value = "A session without commands and transfers is closed.", standard = "10m")
        Duration idle,
    @Key(value = "A connection that has not logged in is closed.", standard = "60s") Duration login,
    @Key(value = "A connection to the server, control or data, is given up.", standard = "10s")
        Duration connect,
    @Key(
            value = "An announced port to which the client does not connect is given up.",
            standard = "30s")
        Duration dataWait,
    @Key(value = "Waiting for a free passive port ends with 425.", standard = "30s")
        Duration queueWait,
    @Key(
            value =
                "A port given up is kept from the same client address, so that a late connection"
                    + " cannot land in another session.",
            standard = "60s")
        Duration quarantine,
    @Key(value = "A transfer in which no byte moves is given up.", standard = "5m") Duration stall,
    @Key(value = "A server that does not answer a command is given up.", standard = "5m")
        Duration reply,
    @Key(value = "Transfers under way when Pasvport is told to stop may finish.", standard = "30s")
        Duration drain) {}
