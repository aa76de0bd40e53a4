package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import pasvport.ftp.Command;
import pasvport.ftp.Reply;
import pasvport.gateway.Dialogue.Asked;
import pasvport.gateway.Dialogue.Purpose;

/** Which reply answers which command, and when a reply of our own is due. */
class DialogueTest {
  private static final Reply OURS = Reply.of(502, "Not offered.");
  private static final Reply OURS_TOO = Reply.of(500, "Not FTP.");

  private final Dialogue dialogue = new Dialogue();

  private Asked asked(String verb, Purpose purpose) {
    Command command = Command.of(verb);
    dialogue.asked(command, purpose);
    return new Asked(command, purpose);
  }

  @Test
  void nothing_is_awaited_at_first() {
    assertThat(dialogue.awaited()).isNull();
    assertThat(dialogue.ready()).isEmpty();
    assertThat(dialogue.isEmpty()).isTrue();
  }

  @Test
  void replies_answer_commands_in_the_order_of_the_commands() {
    Asked first = asked("SYST", Purpose.RELAYED);
    Asked second = asked("PWD", Purpose.RELAYED);
    assertThat(dialogue.awaited()).isEqualTo(first);
    dialogue.done(first);
    assertThat(dialogue.awaited()).isEqualTo(second);
    dialogue.done(second);
    assertThat(dialogue.isEmpty()).isTrue();
  }

  @Test
  void a_reply_of_our_own_waits_for_the_servers_before_it() {
    Asked first = asked("SYST", Purpose.RELAYED);
    dialogue.answered(OURS);
    assertThat(dialogue.ready()).isEmpty();
    dialogue.done(first);
    assertThat(dialogue.ready()).contains(OURS);
    assertThat(dialogue.isEmpty()).isTrue();
  }

  @Test
  void replies_of_our_own_keep_their_order_and_stop_before_the_next_of_the_servers() {
    dialogue.answered(OURS);
    dialogue.answered(OURS_TOO);
    Asked asked = asked("SYST", Purpose.RELAYED);
    dialogue.answered(OURS);
    assertThat(dialogue.ready()).contains(OURS);
    assertThat(dialogue.ready()).contains(OURS_TOO);
    assertThat(dialogue.ready()).isEmpty();
    assertThat(dialogue.awaited()).isEqualTo(asked);
    assertThat(dialogue.size()).isEqualTo(2);
  }

  @Test
  void the_same_command_twice_is_answered_twice() {
    Asked first = asked("NOOP", Purpose.RELAYED);
    asked("NOOP", Purpose.RELAYED);
    dialogue.done(first);
    assertThat(dialogue.size()).isEqualTo(1);
    assertThat(dialogue.awaited()).isEqualTo(first);
  }

  @Test
  void a_status_behind_a_transfer_can_be_answered_before_it() {
    Asked transfer = asked("RETR", Purpose.TRANSFER);
    asked("NOOP", Purpose.RELAYED);
    Asked status = asked("STAT", Purpose.RELAYED);
    assertThat(dialogue.behindTransfer("STAT")).isEqualTo(status);
    dialogue.done(status);
    assertThat(dialogue.awaited()).isEqualTo(transfer);
    assertThat(dialogue.behindTransfer("STAT")).isNull();
  }
}
