Feature: No request, however odd, breaks the server
  The OpenAPI document says what a request may hold. A machine reads it and makes requests up: all that is allowed at
  its edges, and all that is forbidden in every way it finds. What is forbidden must be refused, every answer must be
  one that the document names, and none may say that the server itself failed.

  @system @req.SEC-5 @req.WIR-4
  Scenario Outline: [1] Every documented bound is tried on both sides: <what>
    Given a server "short answers"
    When a fuzzer tries every bound of <place>
    Then it tried at least <count> requests and found nothing
    And the server says that it is "ready"

    Examples:
      | what           | place                      | count |
      | a conversation | "/v1/messages/count_tokens" | 500   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | what           | place                      | count |
      | all requests   | the document               | 2,000 |

  @slow @system @req.SEC-5 @req.WIR-4
  Scenario: [2] So are requests made up at random
    Given a server "short answers"
    When a fuzzer tries 40 random requests of each operation
    Then it tried at least 200 requests and found nothing
    And the server says that it is "ready"

  @system @req.SEC-5 @req.SEC-1
  Scenario: [3] With keys, it finds no operation that forgets to ask
    Given a server "keys"
    When a fuzzer tries every documented way to log in, and none, with Olive's key
    Then it tried at least 20 requests and found nothing

  @system @req.SEC-5 @req.ISO-2 @req.PER-2
  Scenario: [4] Agents are what must be kept of them, whatever is asked of them in whatever order
    Given a fresh server
    When a fuzzer lives through two days of 20 steps with agents
    Then it made at least 50 requests, all answered as the document says and the oracle knows

  @system @req.SEC-5 @req.WIR-4
  Scenario: [5] What an answer links to can be asked
    Given a fresh server "short answers"
    When 20 agents each say "Hello."
    And a fuzzer follows the document's links through 20 sequences of requests
    Then it tried at least 100 requests and found nothing
    And it followed at least 15 of the links

  @slow @system @req.SEC-5 @req.ISO-2 @req.PER-2
  Scenario: [6] A long life of them shows no more
    Given a fresh server
    When a fuzzer lives through 40 days of 50 steps with agents
    Then it made at least 1,500 requests, all answered as the document says and the oracle knows
