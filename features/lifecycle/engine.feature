Feature: A dead engine is not called ready
  The engine is a process of its own, and processes die: out of memory, killed by hand, a bug. Or they hang, which
  looks like work. Then the server must not pretend: running requests end with an error, readiness turns false, a
  new engine comes up by itself, and the agents find their conversations on disk.

  @system @req.SRV-3
  Scenario: [1] A running request ends with an error, and the server is not ready
    Given a fresh server
    When Ada starts an answer of 3,000 tokens
    And Ada has read 5 pieces of it
    And the engine is killed
    And Ada reads to the end
    Then Ada's stream ended with an error event and no [DONE]
    And the server says that it is "restarting"

  @system @req.SRV-3
  Scenario: [2] A new engine takes over by itself
    Given a fresh server
    When the engine is killed
    And the server is ready again
    Then the engine is another process
    And "/health/live" answers 200

  @system @req.SRV-3 @req.PER-2
  Scenario: [3] Agents find their conversations again
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the engine is killed
    And the server is ready again
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives

  @system @req.SRV-3
  Scenario: [4] Who asks while the engine restarts is answered by the next one
    Given a fresh server
    When the engine is killed
    And the server has noticed
    And Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives
    And the engine is another process

  @system @req.SRV-3
  Scenario: [5] An engine that hangs is a dead one: streams end with an error, and the server is not ready
    Given a fresh server "two seconds of silence"
    When Ada starts an answer of 3,900 tokens
    And Ada has read 5 pieces of it
    And the engine hangs
    And Ada reads to the end
    Then Ada's stream ended with an error event and no [DONE]
    And the server says that it is "restarting"

  @system @req.SRV-3 @req.PER-2
  Scenario: [6] A hung engine is ended and replaced, and agents find their conversations again
    Given a fresh server "two seconds of silence"
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the engine hangs
    And the server has noticed
    And the server is ready again
    And Ada asks for the access code
    Then the hung engine is gone
    And Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives

  @slow @system @req.SRV-3
  Scenario: [7] An engine that dies again and again is started later each time
    Given a fresh server
    When the engine is killed 4 times, each time as soon as the server is ready
    And the server is ready again
    Then each wait for a new engine was twice the one before
