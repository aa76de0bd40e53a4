package pasvport.firewall.live;

import java.util.List;

/** Rules, one after the other. */
record Chain(String name, List<Rule> rules) {

  Chain {
    rules = List.copyOf(rules);
  }
}
