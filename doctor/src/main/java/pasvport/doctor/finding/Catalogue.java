package pasvport.doctor.finding;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.doctor.fact.Facts;

/** All kinds of findings that there are, in the order in which a session meets them. */
public final class Catalogue {
  private static final List<Check> CHECKS =
      List.of(
          new NameNotFound(),
          new ControlRefused(),
          new ControlDropped(),
          new ControlUnreachable(),
          new Ipv6Shut(),
          new Nat64(),
          new GreetingLate(),
          new GreetingMissing(),
          new ImplicitTls(),
          new PlainOnTlsPort(),
          new WrongProtocol(),
          new ClosedAtOnce(),
          new ClientRefused(),
          new TooManyConnections(),
          new ShutDuringTest(),
          new LoginRefused(),
          new PasswordWithheld(),
          new TlsDemanded(),
          new AuthRefused(),
          new AuthReplyOdd(),
          new TlsCut(),
          new TlsBroken(),
          new CertificateUntrusted(),
          new CertificateOtherName(),
          new CertificateExpired(),
          new CertificateExpiresSoon(),
          new SystemMasked(),
          new RepliesOutOfStep(),
          new PasvPrivateAddress(),
          new PasvContainerAddress(),
          new PasvLoopbackAddress(),
          new PasvZeroAddress(),
          new PasvOtherAddress(),
          new PasvOtherPrivateAddress(),
          new PasvOutsideAddress(),
          new PasvSettingInvalid(),
          new PassiveDropped(),
          new PassiveIpv6Shut(),
          new PassiveRefused(),
          new PassiveUnreachable(),
          new PassivePartlyOpen(),
          new PassiveByTurns(),
          new PassiveExhausted(),
          new PassiveUnanswered(),
          new PassiveCut(),
          new PassiveDisabled(),
          new EpsvRefused(),
          new PasvRefused(),
          new PasvBroken(),
          new EpsvBroken(),
          new PassiveReplyMalformed(),
          new PassiveReplyOdd(),
          new TlsBlindsHelper(),
          new AddressRewritten(),
          new DataFromOtherAddress(),
          new AcceptedInBetween(),
          new ListingRefused(),
          new UploadRefused(),
          new ActiveAddressRefused(),
          new ActivePortRewritten(),
          new ActiveDisabled(),
          new ActiveDropped(),
          new ActiveTlsDropped(),
          new EprtRefused(),
          new ActiveNotFromPort20(),
          new ActiveFromOtherAddress(),
          new BounceOpen(),
          new SessionReuseDemanded(),
          new SessionNotResumed(),
          new DataTlsBroken(),
          new ProtPRefused(),
          new ClearDataRefused(),
          new CloseNotifyMissing(),
          new LargeTransferStalls(),
          new TransferBroken(),
          new FinalReplyMissing(),
          new IdleDropped(),
          new IdleEnded(),
          new SshClosedEarly(),
          new SshOtherProtocol(),
          new SshExchangeStalls(),
          new SftpLoginUntried(),
          new SftpNotOffered(),
          new SftpShellSpeaks(),
          new SftpPacketsLarge());

  private Catalogue() {}

  /** What each of them means. */
  public static List<Kind> kinds() {
    return Stream.concat(CHECKS.stream().map(Check::kind), Stream.of(Unexplained.KIND)).toList();
  }

  /** What the facts show, worst first. */
  static List<Finding> examine(Facts facts) {
    // When replies answer other commands, nothing that rests on a reply can be believed.
    var outOfStep = new RepliesOutOfStep().examine(facts);
    return outOfStep.isPresent() ? List.of(outOfStep.get()) : examineAll(facts);
  }

  private static List<Finding> examineAll(Facts facts) {
    var found =
        CHECKS.stream()
            .map(check -> check.examine(facts))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparing(Finding::severity))
            .toList();
    return Stream.concat(found.stream(), Unexplained.examine(facts, found).stream()).toList();
  }
}
