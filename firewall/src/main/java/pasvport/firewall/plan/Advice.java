package pasvport.firewall.plan;

/**
 * One recommendation for this network.
 *
 * @param topic a word or two
 * @param text sentences with the reason
 */
public record Advice(String topic, String text) {}
