Feature: Who is waiting when the engine dies goes on waiting
  A busy server has a queue, and nobody in it has seen a word of their answer yet. When the engine dies, the next one
  can answer them as well: an error would be somebody else's fault, sent to everybody. But a request that itself ends
  engines must not end one after another.

  @system @req.SRV-3
  Scenario: [1] A request that the engine had not begun is answered by the next one
    Given a fresh server "one after another"
    When Ada starts an answer of 3,900 tokens
    And Ben says "Hello." and has to wait
    And the engine is killed
    And Ben gets his answer
    And Ada reads to the end
    Then Ben's answer is what a server that never met the others gives
    And Ada's stream ended with an error event and no [DONE]

  @system @req.SRV-3
  Scenario: [2] So is one that was sent to an engine that hangs
    Given a fresh server "two seconds of silence"
    When the engine hangs
    And Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives
    And the engine is another process

  @system @req.SRV-3
  Scenario: [3] A request that has seen two engines die is not given to a third
    Given a fresh server "one after another"
    When Ada starts an answer of 3,900 tokens
    And Ben asks for 3,900 tokens and has to wait
    And Cleo says "Hello." and has to wait
    And the engine is killed
    And one of them is still waiting
    And the engine is killed
    Then Ben's request fails with 503, "engine_died", and when to come again
    And Cleo's request fails with 503, "engine_died", and when to come again
    And no request of Cleo's is left

  @system @req.SRV-3
  Scenario: [4] A whole answer that had begun is told to come again, as a stream is told that it broke
    Given a fresh server
    When Ada asks for 3,900 tokens and her answer has begun
    And the engine is killed
    Then Ada's request fails with 503, "engine_died", and when to come again

  @system @req.SRV-3
  Scenario: [5] A request that can't be made ready for the engine stops nobody for long
    Given a fresh server "a template that hangs at a word"
    When Ada says "Hang." and has to wait
    Then Ada's request fails with 503, "engine_died", and when to come again
    When Ben says "Hello."
    Then Ben's answer is what a server that never met the others gives
