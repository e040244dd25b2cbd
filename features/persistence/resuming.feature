Feature: A restarted server remembers its agents
  Servers restart, are upgraded and crash. An agent that was in the middle of a day's work goes on as if
  nothing had happened: with the same answers, and without computing its whole conversation again.

  @portfolio @smoke @system @req.PER-2
  Scenario: [1] A restarted server gives the agent its conversation back
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer contains "7319-KITE"
    And Ada's answer reused the whole conversation so far
    And Ada's answer reused tokens from disk

  @portfolio @system @req.PER-2
  Scenario: [2] What was saved survives a kill
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the server is killed and started again
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused tokens from disk

  @portfolio @system @req.PER-2 @req.ISO-3
  Scenario: [3] After a restart everybody has their own conversation
    Given a fresh server
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 2268-REED   |
      | Ben   | 9914-COAL   |
      | Cleo  | 5570-WREN   |
      | Dan   | 3081-SILK   |
      | Emma  | 7745-OPAL   |
    When the server is stopped and started again
    And all of them ask for the access code at the same moment
    Then each answer contains what the agent was told and nobody else was
    And each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

  @portfolio @system @req.PER-2 @req.PER-7
  Scenario: [4] A conversation goes on over several restarts
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again
    And Ada says "Repeat: the ferry leaves at nine"
    And the server is stopped and started again
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused the whole conversation so far

  @portfolio @system @req.PER-2
  Scenario: [5] A long conversation comes back whole and in order
    Given a server "no memory"
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ada sends the same request again
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused 999 tokens
    And Ada's answer reused tokens from disk
