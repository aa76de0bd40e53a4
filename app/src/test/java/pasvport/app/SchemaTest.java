package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import pasvport.site.SiteSchema;

/** What {@code pasvport schema} prints. */
class SchemaTest {

  @Test
  void the_schema_and_nothing_else_goes_to_standard_output() {
    var run = Run.of(new Schema());
    assertThat(run.out()).isEqualTo(SiteSchema.json().lines().toList());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }
}
