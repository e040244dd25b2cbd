Feature: A client that hangs up costs nothing more
  Agents are interrupted all the time: a person presses Escape, a laptop closes. Whatever was being computed
  for them must stop within a step, or a few impatient people would hold up everybody else on the machine.

  @portfolio @system @req.ISO-8
  Scenario: [1] Hanging up while the answer is written ends the writing
    Given a fresh server
    When Ada starts an answer of 2,000 tokens
    And Ada has read 5 pieces of it
    And Ada hangs up
    And Ben starts an answer of 300 tokens
    And Ben reads to the end
    Then the engine computed at most 1 step for Ada once she was gone
    And the server generated at most 100 tokens for Ada
    And no request of Ada's is left

  @system @req.ISO-8
  Scenario: [2] Hanging up while the prompt is read ends the reading
    Given a fresh server "small prefill steps"
    When Ada starts an answer to a prompt of 3,000 tokens
    And Ada has seen the prefill begin
    And Ada hangs up
    And Ben starts an answer of 300 tokens
    And Ben reads to the end
    Then the engine computed at most 1 step for Ada once she was gone
    And the engine read at most 16 tokens for Ada once she was gone
    And the server read at most 1,500 tokens for Ada
    And no request of Ada's is left

  @portfolio @system @req.ISO-8
  Scenario: [3] What was written before hanging up does not spoil the next answer
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Ada starts an answer of 500 tokens
    And Ada has read 5 pieces of it
    And Ada hangs up
    And Ada takes that back and asks for the access code
    Then Ada's answer is what a server that never met the others gives

  @system @req.ISO-8
  Scenario: [4] A whole answer is not written on for nobody, either
    Given a fresh server
    When Ada asks for a whole answer of 2,000 tokens, and hangs up while it is "written"
    And Ben starts an answer of 300 tokens
    And Ben reads to the end
    Then the engine computed at most 1 step for Ada once she was gone
    And the server generated at most 100 tokens for Ada
    And no request of Ada's is left

  @system @req.ISO-8
  Scenario: [5] Who hangs up before it was their turn is passed over
    Given a fresh server "one answered, one waiting"
    When Ada starts an answer of 600 tokens
    And Ben asks for a whole answer of 2,000 tokens, and hangs up while it is "waited for"
    And Ada reads to the end
    And Cleo says "Hello."
    Then the server generated at most 0 tokens for Ben
    And no request of Ben's is left
