Feature: What one agent was told stays with it
  A cache that saves one agent's work must not tell another of it, not even by its speed: who could reuse single
  tokens of others' would guess what they were told, word by word. So agents of one tenant share whole blocks
  of 256 tokens that both of them sent, and nothing shorter; who gives no name shares nothing and leaves nothing.

  @portfolio @smoke @stateful @req.ISO-3
  Scenario: [1] One agent's secret never reaches another
    Given a server
    And Ada was told that the access code is "7319-KITE"
    When Ben asks for the access code
    Then Ben's answer does not contain "7319-KITE"
    And Ben's answer is what a server that never met the others gives
    And Ben's answer reused no tokens

  @portfolio @stateful @req.ISO-3
  Scenario: [2] The very same request of another agent finds nothing to reuse
    Given a server
    And Ada was told that the access code is "5120-PINE"
    And Ada has said "What is the access code?"
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens
    And Mallory's answer is what a server that never met the others gives

  @portfolio @stateful @req.ISO-3
  Scenario: [3] Who gives no name finds nothing of anybody's
    Given a server
    And Ada was told that the access code is "8841-ROOK"
    And Mallory speaks in no agent's name
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens

  @portfolio @system @req.ISO-3
  Scenario: [4] Who gives no name leaves nothing behind
    Given a fresh server
    And Ada speaks in no agent's name
    And Ada was told that the access code is "3390-YARN"
    When Ada sends the same request again
    Then Ada's answer reused no tokens
    And the server lists 0 agents, each with its model, tokens and bytes
    And no agent has a folder on disk

  @portfolio @stateful @req.ISO-3
  Scenario Outline: [5] Names that look alike are different agents: <what>
    Given a server
    And Ada calls her agent "<one>"
    And Mallory calls her agent "<other>"
    And Ada was told that the access code is "6617-HAWK"
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens

    Examples:
      | what                    | one      | other       |
      | capital letters         | planner  | Planner     |
      | the beginning of it     | reviewer | review      |
      | a path to the other     | tester   | x/../tester |
      | a letter of two scripts | admin    | аdmin       |
      | an ë of two characters  | Zoë      | Zoë        |
      | a slash of full width   | lead/one | lead／one   |
      | a character of no width | editor   | edi​tor     |
