Feature: Five agents on one model
  Five people work at the same time, each with an agent and a conversation of its own, on one model.
  Each must get the answer that it would get alone: an answer mixed up between two conversations is
  worse than none, because nobody would notice.

  @portfolio @smoke @stateful @req.ISO-1 @req.ISO-3
  Scenario: [1] Five agents asked at the same moment each know their own code
    Given a server
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When all of them ask for the access code at the same moment
    Then each answer contains what the agent was told and nobody else was
    And each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

  @portfolio @stateful @req.ISO-1 @req.ISO-4
  Scenario: [2] What the others said in between changes nothing
    Given a server
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 2268-REED   |
      | Ben   | 9914-COAL   |
      | Cleo  | 5570-WREN   |
      | Dan   | 3081-SILK   |
      | Emma  | 7745-OPAL   |
    When all of them say "Repeat: the ferry leaves at nine" at the same moment
    And all of them ask for the access code at the same moment
    Then each answer contains what the agent was told and nobody else was
    And each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

  @portfolio @stateful @req.ISO-4
  Scenario: [3] A long answer is the same while others come and go
    Given a server
    When Ada writes 200 tokens while the others come and go
    Then each answer is what a server that never met the others gives
    And Ada's answer has 200 tokens

  @portfolio @system @req.ISO-2
  Scenario: [4] Every agent's cache is stored apart and can be listed
    Given a fresh server
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    And every agent's turns are on disk
    Then the server lists 5 agents, each with its model, tokens and bytes
    And 5 agents have a folder on disk

  @system @req.ISO-5 @req.SRV-4
  Scenario: [5] A long prompt is read in pieces, between which the others are answered
    Given a fresh server "small prefill steps"
    When Ada starts an answer of 3,000 tokens
    And Ben starts an answer to a prompt of 3,000 tokens
    And Ben has seen the prefill begin
    And Ada has read 10 pieces of it
    Then the server read at most 2,500 tokens for Ben
    When Ben reads to the end
    Then the log tells how far Ben's prompt had been read
