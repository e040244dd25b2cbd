Feature: A deleted agent is gone
  Who deletes an agent wants it gone: from memory, from the disk, and from every later answer. And only that
  one: the others must not lose a token of theirs, or a tidy operator would slow everybody down.

  @portfolio @stateful @req.ISO-7
  Scenario: [1] A deleted agent's conversation is computed anew
    Given a server
    And Ada was told that the access code is "7319-KITE"
    When Ada's agent is deleted
    And Ada asks for the access code
    Then Ada's answer reused no tokens
    And Ada's answer is what a server that never met the others gives

  @portfolio @system @req.ISO-7
  Scenario: [2] A deleted agent leaves no file, and the others stay warm
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ben was told that the access code is "4402-FERN"
    And every agent's turns are on disk
    When Ada's agent is deleted
    And Ben asks for the access code
    Then 1 agent has a folder on disk
    And Ben's answer reused the whole conversation so far

  @portfolio @system @req.ISO-7
  Scenario: [3] A deleted agent does not come back with the next start
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Ada's agent is deleted
    And the server is stopped and started again
    And Ada asks for the access code
    Then Ada's answer reused no tokens

  @stateful @req.ISO-7
  Scenario: [4] An agent that is not there cannot be deleted
    Given a server
    When Mallory tries to delete her agent
    Then the last answer was 404

  @system @req.ISO-7
  Scenario: [5] An agent whose files can't be removed is forgotten all the same, and they go as soon as they can
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk is no longer ours to write
    And Ada tries to delete her agent
    Then the last answer was 500
    When the disk is well again
    Then soon no agent has a folder on disk

  @system @req.ISO-7 @req.SWP-3
  Scenario Outline: [6] A deleted agent is forgotten by every model that has served it: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When Olive swaps to "variant:another mind" with {"mode": "<mode>"}
    And Ada's agent is deleted
    Then soon no agent has a folder on disk
    And the server's own count of its caches finds no problem
    When Olive swaps to "assay-dense"
    And Ada asks for the access code
    Then Ada's answer reused no tokens

    Examples:
      | mode         |
      | drain_first  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | side_by_side |

  @system @req.ISO-7 @req.SWP-2
  Scenario: [7] So is one that is deleted while one model leaves and another comes
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Ben starts an answer of 1,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And Ada's agent is deleted
    And Ben reads to the end
    And the swap has ended
    And Olive swaps to "assay-dense"
    And Ada asks for the access code
    Then Ada's answer reused no tokens
