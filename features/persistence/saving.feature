Feature: A finished turn is saved, privately and at the price of the turn
  What an agent has computed is saved behind its answer, so that a restart costs nobody their conversation.
  The files belong to their owner alone and tell nothing of what was said; and a long conversation is not
  written again with every short turn, or disks would wear out and every turn would be slower than the last.

  @portfolio @smoke @system @req.PER-1
  Scenario: [1] After a turn the agent's cache is on disk, for its owner's eyes only
    Given a server
    And Ada was told that the access code is "7319-KITE"
    When Ada's turns are saved
    Then everything the server keeps of Ada is on disk
    And only the owner can read the files on disk

  @portfolio @system @req.PER-1
  Scenario: [2] The files tell nothing of what was said
    Given a server "keys"
    And Ada was told that the access code is "7319-KITE"
    When Ada's turns are saved
    Then no file on disk holds "7319-KITE"
    And no file on disk holds "ada-7f3c91d2e8"

  @portfolio @system @req.PER-1
  Scenario: [3] The files tell nothing of the tokens either
    Given a fresh server
    And Ada has completed a prompt of 400 tokens
    When Ada's turns are saved
    Then no file on disk holds eight tokens in a row of Ada's prompt

  @system @req.PER-8
  Scenario: [4] Saving a turn writes what the turn added
    Given a server
    And Ada has a conversation of at least 1,500 tokens
    And Ada's turns are on disk
    When Ada says "Repeat: the ferry leaves at nine" and the bytes written are counted
    Then the turn wrote at most 1.5 times the bytes of its new tokens

  @portfolio @system @req.PER-8
  Scenario: [5] A turn that adds nothing new writes next to nothing
    Given a server
    And Ada has a conversation of at least 1,500 tokens
    And Ada's turns are on disk
    When Ada sends the same request again and the bytes written are counted
    Then the turn wrote at most 0.05 times what the server keeps of Ada on disk

  @portfolio @system @req.PER-8
  Scenario: [6] Of what a model can't cut at a token, a turn writes the two snapshots that it adds
    Given a server
    And Ada has a conversation of at least 1,500 tokens
    And Ada's turns are on disk
    When Ada says "Repeat: the ferry leaves at nine" and the bytes written are counted
    Then Ada's turn wrote at most 1.5 times the bytes of its new tokens and of two snapshots
