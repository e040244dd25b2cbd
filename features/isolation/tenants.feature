Feature: Agents belong to the API key that named them
  Two teams share one server and each has an agent called "planner". The key says whose it is: neither team
  can read, list, time or delete the other's agent, or even learn that there is one. Were the name alone the
  key to a cache, guessing a name would be enough to steal a conversation.

  @portfolio @system @req.ISO-6
  Scenario: [1] One name under two keys is two agents
    Given a server "keys"
    And Ada and Mallory both call their agent "planner one"
    And Ada was told that the access code is "7319-KITE"
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens
    And Mallory's answer is what a server that never met the others gives

  @portfolio @system @req.ISO-6
  Scenario: [2] A key lists only its own agents
    Given a server "keys"
    And Ada was told that the access code is "2045-PLUM"
    And Ben was told that the access code is "9183-TEAL"
    Then Ada's list holds Ada's agent and not Ben's
    And Ben's list holds Ben's agent and not Ada's

  @portfolio @system @req.ISO-6
  Scenario: [3] A key cannot look at another's agent
    Given a server "keys"
    And Ada and Mallory both call their agent "planner three"
    And Ada was told that the access code is "4456-IRIS"
    Then the server keeps nothing of Mallory's agent

  @portfolio @system @req.ISO-6 @req.ISO-7
  Scenario: [4] A key cannot delete another's agent
    Given a server "keys"
    And Ada and Mallory both call their agent "planner four"
    And Ada was told that the access code is "8702-SAGE"
    When Mallory tries to delete her agent
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far
