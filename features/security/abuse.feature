Feature: Abuse costs the abuser, and nobody else
  Who has a key, or sits on this machine, can send what no honest client would: far too much, the same thing a million
  times, or files that claim to be a cache. It has to be refused early, by name, and at a bounded cost: the answers
  that others are getting meanwhile come as if nothing had happened.

  @system @req.SEC-4
  Scenario Outline: [1] 100 MB of JSON are refused, and at no moment held: <how>
    Given a server
    When Mallory sends a body of 100,000,000 bytes <how>, and the server's memory is watched
    Then she is refused with 413 in OpenAI's envelope
    And the server has never been more than 50 MB larger meanwhile

    Examples:
      | how                                |
      | whose length is told               |
      | in pieces of untold number         |

  @system @req.SEC-4
  Scenario Outline: [2] Ten thousand messages are refused by their number: <api>
    Given a server
    When Mallory sends 10,000 messages to "<path>"
    Then she is refused with 400, and told of "messages" and "4096"

    Examples:
      | api         | path                      |
      | OpenAI's    | /v1/chat/completions      |
      | Anthropic's | /v1/messages              |
      | counting    | /v1/messages/count_tokens |

  @system @req.SEC-4 @req.ISO-3
  Scenario Outline: [3] One megabyte of <what> is refused by its tokens, while another's answer goes on
    Given a server
    When Ada starts an answer of 300 tokens
    And Ada has read 5 pieces of it
    And Mallory sends a message of 1,000,000 times "<text>"
    Then she is refused with 400, and told of "tokens" and "4096"
    When Ada reads to the end
    Then Ada's stream ended well, with 300 tokens of text

    Examples:
      | what           | text |
      | one letter     | a    |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | what           | text |
      | white space    | \t   |

  @system @req.SEC-4 @req.SEC-7
  Scenario: [4] A flood with one key is refused, and another's answer is what it would be alone
    Given a fresh server "limited keys"
    When Ada starts an answer of 100 tokens
    And Mallory sends 500 requests on 20 connections
    And Ada reads to the end
    Then at least 400 of Mallory's requests were refused with 429
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-5 @req.SEC-4
  Scenario: [5] A manifest that blows up when it is read is set aside unread
    Given a fresh server
    And agents who find their manifest damaged after a restart:
      | damage                  | reason    |
      | grown to 2 GB           | foreign   |
      | nested a million deep   | truncated |
    When each of them asks for the access code
    Then each of them is answered as by a server that never met the others
    And none of them reused any tokens
    And the quarantine gives the reason of each

  @system @req.SEC-3 @req.PER-5
  Scenario: [6] A cache that was made elsewhere and dropped into the home is not believed
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the files of an agent of another server's are dropped in the place of Ada's
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused no tokens
    And the server says that it is "ready"

  @system @req.SRV-4 @req.SRV-5
  Scenario: [7] Metrics count, and hold nothing of what was said, by whom, or with which key
    Given a fresh server "keys"
    And Ada calls her agent "planner of the 8840-GULL"
    And Ada was told that the access code is "8840-GULL"
    When Mallory sends {"model": "ada-7f3c91d2e8", "user": "8840-GULL"} both ways
    And Olive asks for "/metrics"
    Then what she reads holds no "GULL" and no "ada-7f3c91d2e8"
    And the server counts 1 request as "completed"
    And the server counts 2 requests as "rejected"
    And the server counts the tokens of Ada's prompt and answer, and no others
