package pasvport.firewall.plan;

/**
 * Something in a site or a firewall that is unsafe, or does not do what its author thinks.
 *
 * @param lint which kind
 * @param key of the site where it shows
 * @param what is there, a sentence
 * @param remedy what to do, a sentence
 */
public record Finding(Lint lint, String key, String what, String remedy) {}
