Feature: Time tells nothing of another's prompts
  A prompt that is cached is answered sooner. If a cache were shared between tenants, Mallory could try what she thinks
  somebody has asked, and learn from the first token's time whether she was right: a password, a diagnosis, a name.

  @system @req.ISO-3 @req.ISO-6
  Scenario: [1] Who guesses another's prompts by the time to the first token is right as often as a coin
    Given a server "keys"
    And Ada and Mallory both call their agent "planner"
    And Ada has completed 40 prompts of 300 tokens
    When Mallory tries each of them, and as often one that nobody has asked, in turn
    And Ada tries hers, and as often one that nobody has asked, in turn
    Then Mallory guesses right in fewer than 30 of 40
    And Ada guesses right in at least 36 of 40
