package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each language's quotes hold what would end them. */
class QuotesTest {

  private static final String HOSTILE = "a'b\"c\\d$e%f?g\nh";

  @Test
  void shell_leaves_and_enters_its_quotes_for_a_quote() {
    assertThat(ShellQuotes.quoted(HOSTILE)).isEqualTo("'a'\\''b\"c\\d$e%f?g_h'");
  }

  @Test
  void powershell_doubles_a_quote() {
    assertThat(PowerShellQuotes.quoted(HOSTILE)).isEqualTo("'a''b\"c\\d$e%f?g_h'");
  }

  @Test
  void powershell_takes_no_typographic_quote_for_a_quote() {
    assertThat(PowerShellQuotes.quoted("a\u2019; Remove-Item")).isEqualTo("'a_; Remove-Item'");
  }

  @Test
  void batch_has_no_escape_and_replaces() {
    assertThat(BatchQuotes.quoted("a\"b%c!d^e")).isEqualTo("\"a_b_c_d_e\"");
  }

  @Test
  void routeros_escapes_what_begins_a_variable_or_asks_for_help() {
    assertThat(RouterOsQuotes.quoted(HOSTILE)).isEqualTo("\"a'b\\\"c\\\\d\\$e%f\\?g_h\"");
  }

  @Test
  void appliances_have_no_escape_and_replace() {
    assertThat(VendorQuotes.quoted(HOSTILE)).isEqualTo("\"a'b_c_d_e%f_g_h\"");
  }

  @Test
  void uci_has_no_escape_and_replaces() {
    assertThat(UciQuotes.quoted(HOSTILE)).isEqualTo("'a_b\"c\\d$e%f?g_h'");
  }

  @Test
  void json_escapes_quote_and_backslash() {
    assertThat(JsonQuotes.quoted(HOSTILE)).isEqualTo("\"a'b\\\"c\\\\d$e%f?g_h\"");
  }

  @Test
  void terraform_doubles_what_begins_a_template() {
    assertThat(HclQuotes.quoted("${a} %{b} $c")).isEqualTo("\"$${a} %%{b} $c\"");
  }
}
