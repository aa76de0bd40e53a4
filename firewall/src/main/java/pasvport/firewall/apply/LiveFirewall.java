package pasvport.firewall.apply;

import java.util.List;
import pasvport.firewall.dialect.Dialects;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.lab.Host;

/** A firewall that runs: what stands in it, and how ours is put in and taken out. */
public interface LiveFirewall {

  /**
   * The rules that do what a hop must.
   *
   * @throws NotExpressibleException if this firewall cannot
   */
  default Rules written(HopNeeds hop) throws NotExpressibleException {
    return Dialects.named(dialect()).orElseThrow().write(hop);
  }

  /** The dialect whose rules it takes. */
  String dialect();

  /**
   * All that others have in it, without ours and without counters: the same text as long as nobody
   * has changed anything.
   *
   * @throws ApplyException if it cannot be read
   */
  String others(Shell shell) throws ApplyException;

  /**
   * Makes the firewall of a host of the lab like this one.
   *
   * @param from where this one is
   * @return where its programs run for that host
   * @throws ApplyException if a part of it cannot be had there
   */
  Shell copy(Shell from, Host to) throws ApplyException;

  /**
   * Lines in chains of others that the rules rest on in any case, and that are not there yet.
   *
   * @throws ApplyException if the chains cannot be read
   */
  List<Admission> own(Rules rules, Shell shell) throws ApplyException;

  /**
   * Lines that could go into chains of others, so that these let through what ours have accepted;
   * one for each chain that could drop it. Those that most likely do come first, and the next are
   * tried only if these are not enough: a chain that drops somebody else's clients is left alone.
   *
   * @throws ApplyException if the chains cannot be read
   */
  List<List<Admission>> admissions(Place place, Shell shell) throws ApplyException;

  /**
   * How to bring back what stands there of ours now.
   *
   * @param rules what is about to be loaded
   * @param added lines that are about to be added in chains of others
   * @throws ApplyException if it cannot be read
   */
  Step undo(Rules rules, List<Admission> added, Shell shell) throws ApplyException;

  /**
   * What makes loaded rules outlast the next start, once they are confirmed; nothing where that is
   * left to the administrator.
   */
  default Step kept(Rules rules, List<Admission> added) {
    return Step.NOTHING;
  }

  /**
   * Puts rules in the place of ours, and the lines into the chains of others; all of it or, having
   * thrown, nothing that {@link #undo} does not take back. Until {@link #kept} has run, the next
   * start is without them.
   *
   * @throws ApplyException if the firewall refuses them
   */
  void load(Rules rules, List<Admission> added, Shell shell) throws ApplyException;
}
