Feature: A key's limits hold, and tell when to come again
  One customer's script that has gone wild must not take the machine from the others. Each key may have limits: on
  requests and tokens a minute, and on requests at a time. Every answer says what remains, so that a good client never
  meets them, and a refusal says how long to wait, and means it.

  @system @req.SEC-7
  Scenario: [1] Requests a minute: who has used them up waits as long as she is told, and no longer
    Given a server "limited keys"
    When Mallory lists the models until she is refused
    Then she was answered 30 times at first, and the last ones say that none remains
    And she is told to come again within 2 seconds, and then is let in
    And Ada is let in all the while

  @system @req.SEC-7
  Scenario: [2] Every answer says what remains, in the draft's own form
    Given a server "limited keys"
    When Dan lists the models 3 times
    Then his answers carry "RateLimit-Policy" as "\"requests\";q=30;w=60"
    And his answers say that 29, 28 and 27 requests remain

  @system @req.SEC-7 @req.WIR-4
  Scenario: [3] The refusal comes in the words of the API that is spoken
    Given a server "limited keys"
    When Mallory lists the models until she is refused
    And Mallory sends {"n": 1} both ways
    Then both ways are refused with 429, and told when to come again
    When Mallory asks Anthropic's API without leave
    Then she is refused with 429 in Anthropic's envelope, as "rate_limit_error"
    When Mallory asks for "/v1/agents"
    Then the problem names the limit "requests"

  @system @req.SEC-7
  Scenario: [4] Tokens a minute: what was begun is finished, and then it takes a while
    Given a server "limited keys"
    When Ben starts an answer of 120 tokens
    And Ben reads to the end
    Then Ben's stream ended well, with 120 tokens of text
    And Ben is told of "tokens", and to come again within 60 seconds

  @system @req.SEC-7
  Scenario: [5] Tokens that nobody waited for count as well
    Given a server "limited keys"
    When Emma starts an answer of 400 tokens
    And Emma has read 120 pieces of it
    And Emma hangs up
    Then Emma is told of "tokens", and to come again within 240 seconds

  @system @req.SEC-7
  Scenario: [6] Requests at a time: the next may come when one has ended
    Given a server "limited keys"
    When Cleo starts an answer of 200 tokens
    And Cleo has read 5 pieces of it
    Then Cleo is told of "concurrent", and to come again within 1 second
    When Cleo reads to the end
    Then Cleo's stream ended well, with 200 tokens of text
    And Cleo is let in

  @system @req.SEC-7
  Scenario: [7] A new key, or a file that was written again, begins nothing anew
    Given a fresh server "limited keys"
    When Mallory lists the models until she is refused
    And Olive makes a new key for Mallory
    And Mallory goes on with the new key until she is refused
    Then she was answered 30 times in all, and as often again as one came back
    When Mallory gets 60 requests a minute in the keys file
    Then Mallory is let in

  @system @req.SEC-7
  Scenario: [8] Keys that name no limit have the server's, and the operator has none
    Given a server "keys, few requests"
    When Mallory lists the models until she is refused
    Then Ada is let in
    When Olive lists the models 40 times
    Then all of them were answered
