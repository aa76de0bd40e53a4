package pasvport.importers;

/**
 * One thing that a configuration says, fit to be written into {@code pasvport.yaml}.
 *
 * @param key of {@code server-settings}
 * @param value as YAML writes it, on one line
 * @param provenance where it stands, or why it holds without standing anywhere
 */
public record Fact(String key, String value, String provenance) {}
