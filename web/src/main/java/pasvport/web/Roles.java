package pasvport.web;

import java.util.Optional;
import pasvport.doctor.ends.Beside;
import pasvport.doctor.vantage.Outside;

/** What a vantage does for those who ask. */
public record Roles(Optional<Outside> outside, Optional<Beside> beside) {}
