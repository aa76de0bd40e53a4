package pasvport.doctor.fact;

import java.time.Duration;

/**
 * A control connection left alone for a time, then spoken to.
 *
 * @param session its number
 * @param during what came unasked in that time
 * @param after the reply to NOOP
 */
public record Idle(int session, Duration left, Heard during, Heard after) {}
