package pasvport.firewall.plan;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import pasvport.firewall.plan.Lint.Weight;

/** What a plan is looked through for. A new kind is a line here, and a method that finds it. */
final class Lints {

  private record Rule(Lint lint, BiFunction<Lint, Draft, Stream<Finding>> look) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(new Lint("wide-range", Weight.RISK), RangeLint::wide),
          new Rule(new Lint("small-range", Weight.DEFECT), RangeLint::small),
          new Rule(new Lint("leaking-range", Weight.RISK), RangeLint::leaking),
          new Rule(new Lint("many-mappings", Weight.DEFECT), RangeLint::manyMappings),
          new Rule(new Lint("shift-without-nat", Weight.DEFECT), RangeLint::shifted),
          new Rule(new Lint("open-to-everyone", Weight.RISK), SourceLint::everyone),
          new Rule(new Lint("denied-but-open", Weight.RISK), SourceLint::denied),
          new Rule(new Lint("shadowed-network", Weight.NOTE), SourceLint::shadowed),
          new Rule(new Lint("unchecked-peer", Weight.RISK), SourceLint::uncheckedPeer),
          new Rule(new Lint("helper-on-by-itself", Weight.RISK), HelperLint::onByItself),
          new Rule(
              new Lint("helper-and-address-translation", Weight.RISK), HelperLint::translatedPort),
          new Rule(new Lint("helper-opens-related", Weight.RISK), HelperLint::related),
          new Rule(new Lint("helper-at-clients", Weight.RISK), HelperLint::atClients),
          new Rule(new Lint("stateless-established", Weight.RISK), HelperLint::stateless),
          new Rule(new Lint("second-address", Weight.DEFECT), NatLint::secondAddress),
          new Rule(new Lint("name-announced", Weight.RISK), NatLint::name),
          new Rule(new Lint("hairpin-without-clients", Weight.DEFECT), NatLint::hairpinClosed),
          new Rule(new Lint("any-source-port", Weight.NOTE), ActiveLint::anySourcePort),
          new Rule(new Lint("ipv6-left-out", Weight.RISK), FamilyLint::leftOut),
          new Rule(new Lint("drops-not-logged", Weight.NOTE), LogLint::dropsNotLogged));

  private Lints() {}

  /** All that is found, the worst first. */
  static List<Finding> of(Draft draft) {
    return RULES.stream()
        .flatMap(rule -> rule.look.apply(rule.lint, draft))
        .sorted(Comparator.comparing(finding -> finding.lint().weight()))
        .toList();
  }
}
