Feature: Damaged files never reach an answer
  Disks fail, people copy folders about, and some change files on purpose. Nothing that a cache file holds
  may crash the server or change an answer: what does not verify is set aside with the reason, for somebody
  to look at, and the answer is computed anew.

  @portfolio @system @req.PER-5
  Scenario: [1] A manifest that does not verify is not believed
    Given a fresh server
    And agents who find their manifest damaged after a restart:
      | damage                 | reason     |
      | cut in half            | truncated  |
      | emptied                | truncated  |
      | changed in one bit     | checksum   |
      | of a newer version     | version    |
      | missing                | missing    |
      | a folder               | foreign    |
      | a link to a copy of it | symlink    |
      | unreadable             | unreadable |
    When each of them asks for the access code
    Then each of them is answered as by a server that never met the others
    And none of them reused any tokens
    And the quarantine gives the reason of each

  @system @req.PER-5
  Scenario Outline: [2] A block that is <damage> is not used
    Given a server "no memory"
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When Ada's last block is <damage>
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused no tokens
    And the quarantine gives the reason "<reason>"

    Examples:
      | damage                 | reason     |
      | cut in half            | truncated  |
      | emptied                | truncated  |
      | changed in one bit     | checksum   |
      | of a newer version     | version    |
      | missing                | missing    |
      | a folder               | foreign    |
      | a link to a copy of it | symlink    |
      | unreadable             | unreadable |

  @portfolio @system @req.PER-5 @req.ISO-3
  Scenario: [3] One agent's files in another's folder are not used
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ben was told that the access code is "4402-FERN"
    When the files of both agents are exchanged while the server is stopped
    And Ada asks for the access code
    Then Ada's answer does not contain "4402-FERN"
    And Ada's answer is what a server that never met the others gives
    And the quarantine gives the reason "owner"

  @portfolio @system @req.PER-5 @req.ISO-3
  Scenario: [4] One agent's block among another's is not used
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ben was told that the access code is "4402-FERN"
    When the blocks of both agents are exchanged while the server is stopped
    And Ada asks for the access code
    Then Ada's answer does not contain "4402-FERN"
    And Ada's answer is what a server that never met the others gives
    And the quarantine gives the reason "owner"

  @portfolio @system @req.PER-5
  Scenario: [5] Damage to the last turn leaves the turns before it
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada has said "Repeat: the ferry leaves at nine"
    When Ada's last block is changed in one bit while the server is stopped
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives
    And Ada's answer contains "7319-KITE"

  @portfolio @system @req.PER-5
  Scenario: [6] After the damage the agent is saved again
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Ada's manifest is cut in half while the server is stopped
    And Ada asks for the access code
    And the server is stopped and started again
    And Ada sends the same request again
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives

  @portfolio @system @req.PER-5
  Scenario: [7] A block that was changed together with its checksum is not believed either
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Ada's last block is changed with its checksum while the server is stopped
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused no tokens
    And the quarantine gives the reason "checksum"

  @portfolio @system @req.PER-5
  Scenario: [8] Damage to the beginning of a conversation leaves nothing of what follows it
    Given a server "no memory"
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ada's first block is changed in one bit
    And Ada sends the same request again
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused no tokens
    And the quarantine gives the reason "checksum"
    And the server's own count of its caches finds no problem
