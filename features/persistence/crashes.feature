Feature: A crash costs at most the turn that was being saved
  Power fails and processes are killed, and never at a convenient moment. Whenever it happens, each agent
  goes on from its last complete turn or the one before: never from half of one, never from a mix.

  @portfolio @system @req.PER-6
  Scenario: [1] Killed while it saves, the server resumes a complete turn
    Given a fresh server
    When the server is killed and started again 3 times, each time later in saving a turn of 1,200 tokens
    Then every agent resumed its last complete turn or the one before
    And every answer was what a server that never met the others gives
    And nothing was quarantined

  @slow @system @req.PER-6
  Scenario: [2] The same at thirty moments
    Given a fresh server
    When the server is killed and started again 30 times, each time later in saving a turn of 1,200 tokens
    Then every agent resumed its last complete turn or the one before
    And every answer was what a server that never met the others gives
    And nothing was quarantined

  @portfolio @system @req.PER-6
  Scenario: [3] Killed in the middle of an answer, the server resumes the turn before
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When Ada starts an answer of 2,000 tokens
    And Ada has read 5 pieces of it
    And the server is killed and started again
    And Ada takes that back and asks for the access code
    Then Ada's answer reused the whole conversation so far
    And Ada's answer is what a server that never met the others gives
