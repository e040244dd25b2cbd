Feature: A client that does not read holds nobody up
  Clients crash in the middle of a stream, or keep it open on purpose and take nothing. What they do not read must not
  pile up, and the place of their request must be free for others after a while. Without that a few hundred of them
  would fill the server for good. But to read slowly is not the same as not to read.

  @system @req.SEC-4 @req.ISO-8
  Scenario: [1] A client that takes nothing is cut off, and its place is free
    Given a fresh server "two seconds unread"
    When Mallory asks for eight answers of 400 tokens in one stream and reads none of it
    And the server hangs up on Mallory
    And Ben says "Hello."
    Then no request of Mallory's is left
    And the log tells of "client_does_not_read"
    And the server counts 1 request as "stalled"

  @system @req.SEC-4
  Scenario: [2] A client that reads slowly gets everything
    Given a fresh server "two seconds unread"
    When Ada asks for eight answers of 200 tokens in one stream and reads none of it
    And Ada reads a little of it every second, 6 times
    And Ada reads the rest
    Then what Ada read ends with [DONE]
    And the server counts 0 requests as "stalled"

  @system @req.SEC-4 @req.ISO-8
  Scenario: [3] What is not read does not pile up
    Given a fresh server "a thousand events unread"
    When Mallory asks for eight answers of 400 tokens in one stream and reads none of it
    And the log has told of "reader_too_far_behind"
    And Mallory reads the rest
    Then what Mallory read ends with the error "read_too_slowly"
    And the server generated at most 2,000 tokens for Mallory
    And the server counts 1 request as "stalled"
