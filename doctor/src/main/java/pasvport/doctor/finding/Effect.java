package pasvport.doctor.finding;

/**
 * What a finding does to one client.
 *
 * @param works whether the client works as it comes, without further settings
 * @param note why, or what to set in it
 */
public record Effect(Client client, boolean works, String note) {}
