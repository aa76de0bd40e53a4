package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {

  @ParameterizedTest
  @CsvSource({
    "*,anything,true",
    "*.txt,a.txt,true",
    "*.txt,a.txt.bak,false",
    "a*b*c,axxbyyc,true",
    "a*b*c,axxbyy,false",
    "?,x,true",
    "?,xy,false",
    "??*,x,false",
    "a,a,true",
    "a,A,false",
    "[ab]*,[ab]c,true",
    "[ab]*,ac,false",
    "*a*,b,false",
    "**,'',true",
    "?*,'',false",
  })
  void a_pattern_matches(String pattern, String name, boolean matches) {
    assertThat(new Wildcard(pattern).test(name)).isEqualTo(matches);
  }

  @Test
  void no_pattern_takes_long() {
    var pattern = new Wildcard("*a".repeat(2_000) + "b");
    assertThat(pattern.test("a".repeat(255))).isFalse();
    assertThat(new Wildcard("a*".repeat(100) + "b").test("a".repeat(255))).isFalse();
  }
}
