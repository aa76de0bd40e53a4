package pasvport.site;

/** Why a rule does not allow what somebody asks for. */
public enum Denial {
  OUTSIDE_HOURS,
  HOURS_OVER,
  READ_ONLY,
  WRITE_ONLY,
  VERB_DENIED,
  PARAMETER_DENIED,
  NAME_DENIED,
  NAME_UNCERTAIN,
  FILE_TOO_LARGE
}
