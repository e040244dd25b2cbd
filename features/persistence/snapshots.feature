Feature: A model that can't go back goes on from where its turns ended
  Many models see only the last tokens in most of their layers, or boil down to a few numbers all that came before.
  What they hold can't be cut at a token: it is kept as it stood at the ends of prompts and turns. Going on from one
  that stands a token further, or is another conversation's, would make answers that look right and are not.

  @system @req.PER-7
  Scenario Outline: [1] From memory, with <layers>, a prompt <change>
    Given a server "<layers>"
    And Ada has completed a prompt of 400 tokens
    When Ada completes that prompt <change>
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused <reused>

    Examples:
      | layers       | change                          | reused     |
      | a window     | and 50 tokens more              | 399 tokens |
      | a window     | with another token in place 200 | no tokens  |
      | assay-hybrid | to the letter                   | 399 tokens |
      | assay-hybrid | with another token in place 200 | no tokens  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | layers       | change                          | reused     |
      | a window     | to the letter                   | 399 tokens |
      | a window     | with another token in place 400 | 399 tokens |
      | a window     | without its last token          | no tokens  |
      | assay-hybrid | and 50 tokens more              | 399 tokens |

  @system @req.PER-7
  Scenario Outline: [2] From disk, a prompt <change>
    Given a server "a window, no memory"
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ada completes that prompt <change>
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused <reused>

    Examples:
      | change                          | reused     |
      | to the letter                   | 999 tokens |
      | with another token in place 999 | no tokens  |

  @system @req.PER-7
  Scenario: [3] The answer itself is part of what is reused
    Given a server "a window"
    And Ada has a conversation of at least 300 tokens
    And Ada has said "Repeat: tulip"
    When Ada says "Hello."
    Then Ada's answer reused the answer before too
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-7
  Scenario: [4] Who takes a message back goes on from the turn before it
    Given a server "a window"
    And Ada has a conversation of at least 300 tokens
    And Ada has said "Repeat: tulip"
    And Ada has said "Repeat: the ferry leaves at nine"
    When Ada takes her last message back and says "Hello."
    Then Ada's answer reused the turn before the one that she took back
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-7 @req.PER-9
  Scenario: [5] Every turn of a long conversation is the cold one, and the last snapshots are kept
    Given a server "a window"
    When Ada says ten things in turn
    Then each of Ada's answers is what a server that never met the others gives
    When Olive looks at the cache of Ada's agent
    Then 8 of its blocks are snapshots
    And its blocks add up to the agent's tokens and bytes
    And the server's own count of its caches finds no problem

  @system @req.ISO-1 @req.ISO-4
  Scenario: [6] Five agents at once each go on from their own
    Given a server "a window"
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When all of them say "Repeat: the ferry leaves at nine" at the same moment
    And all of them ask for the access code at the same moment
    Then each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

  @system @req.ISO-3
  Scenario: [7] Nobody goes on from another's snapshot
    Given a server "a window"
    And Ada has completed a prompt of 400 tokens
    When Ben sends the request that Ada sent
    Then Ben's answer is what a server that never met the others gives
    And Ben's answer reused no tokens

  @system @req.PER-2
  Scenario: [8] A restarted server gives the agent its conversation back
    Given a fresh server "a window"
    And Ada has a conversation of at least 300 tokens
    And Ada has said "Repeat: tulip"
    When the server is stopped and started again
    And Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused the whole conversation so far
    And Ada's answer reused tokens from disk

  @system @req.PER-2
  Scenario: [9] A restarted server goes on from the state of convolutions
    Given a fresh server "assay-hybrid"
    And Ada has completed a prompt of 400 tokens
    When the server is stopped and started again
    And Ada completes that prompt and 50 tokens more
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused 399 tokens
    And Ada's answer reused tokens from disk

  @slow @system @req.PER-6
  Scenario: [10] Killed while it saves, the server resumes a complete turn
    Given a fresh server "a window"
    When the server is killed and started again 4 times, each time later in saving a turn of 600 tokens
    Then every agent resumed its last complete turn or the one before
    And every answer was what a server that never met the others gives
    And nothing was quarantined

  @system @req.PER-5
  Scenario Outline: [11] A last snapshot that is <damage> is not used, and the one before is
    Given a fresh server "a window"
    And Ada has a conversation of at least 300 tokens
    And Ada has said "Repeat: tulip"
    When Ada's last block is <damage> while the server is stopped
    And Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused tokens from disk
    And the quarantine gives the reason "<reason>"

    Examples:
      | damage             | reason    |
      | changed in one bit | checksum  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | damage             | reason    |
      | cut in half        | truncated |
      | missing            | missing   |

  @system @req.PER-9
  Scenario: [12] What is put away is read from disk, and what is warmed is there
    Given a fresh server "a window"
    And Ada has a conversation of at least 300 tokens
    When Olive has the cache of Ada's agent put away
    Then every block is in "disk"
    When Olive has the cache of Ada's agent warmed
    Then every block is in "hot+disk"
    When Ada says "Hello."
    Then Ada's answer reused tokens from memory
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-8
  Scenario: [13] A turn writes its tokens and the two snapshots that it adds, and one that was there before nothing
    Given a server "a window"
    And Ada has a conversation of at least 1,000 tokens
    And Ada's turns are on disk
    When Ada says "Repeat: the ferry leaves at nine" and the bytes written are counted
    Then Ada's turn wrote at most 1.5 times the bytes of its new tokens and of two snapshots
    When Ada sends the same request again and the bytes written are counted
    Then the turn wrote at most 0.05 times what the server keeps of Ada on disk
