package pasvport.doctor.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void every_id_is_there_once_and_can_be_typed() {
    assertThat(Catalogue.kinds())
        .extracting(Kind::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)+|unexplained|nat64"));
  }

  @Test
  void every_kind_says_what_it_means_and_how_sure_it_can_be() {
    assertThat(Catalogue.kinds())
        .allSatisfy(kind -> {
          assertThat(kind.meaning()).isNotBlank().doesNotEndWith(".");
          assertThat(kind.certainties()).isNotEmpty();
        });
  }
}
