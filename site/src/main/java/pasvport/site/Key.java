package pasvport.site;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record component as a key of {@code pasvport.yaml}; the only place where a key is
 * declared.
 *
 * <p>The key's name is the component's in lower-case-dashed form. The loader, the JSON Schema, the
 * reference in {@code docs/site.md} and {@link Site#defaults()} all follow from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** What the key does, as one sentence for the reference and for editors. */
  String value();

  /**
   * What holds when the key is left out, as it would be written; empty if there is no such text.
   */
  String standard() default "";

  /** Which of the ways to write the component's type is meant, where a type has several. */
  ValueType.Form form() default ValueType.Form.USUAL;

  /** For a list: whether an empty one is refused. */
  boolean nonEmpty() default false;

  /** The least number allowed; for integers. */
  int min() default 1;

  /** The greatest number allowed; for integers. */
  int max() default Integer.MAX_VALUE;
}
