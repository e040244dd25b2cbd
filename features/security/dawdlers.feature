Feature: Who dawdles holds nobody up
  A connection costs the server a little, and an attacker nothing: thousands that say half a sentence and wait can shut
  everybody out. Each step of a request has its deadline, what is only waiting makes room for who comes, and nothing
  of it stays behind.

  @system @req.SEC-4
  Scenario Outline: [1] A client that goes no further is shut out: <what>
    Given a server "two seconds to ask"
    When Mallory sends the bytes <bytes>
    Then she reads "<answer>" and the connection's end

    Examples:
      | what                     | bytes                                                                                                                            | answer       |
      | says nothing             | ""                                                                                                                               |              |
      | half a line              | "POST /v1/chat"                                                                                                                  |              |
      | headers that do not end  | "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"                                                                      |              |
      | a body that does not come | "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"       | HTTP/1.1 408 |
      | a body that nobody reads | "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"                                                   | HTTP/1.1 200 |
      | nothing more             | "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"                                                                           | HTTP/1.1 200 |

  @system @req.SEC-4
  Scenario: [2] A little now and then helps nobody: headers, a byte at a time
    Given a server "two seconds to ask"
    When Mallory sends a byte of a request every 200 ms
    Then she is cut off within 10 seconds

  @system @req.SEC-4
  Scenario: [3] Nor does a little of a body that has been refused
    Given a server "two seconds to ask"
    When Mallory sends a byte of a body that was refused every 200 ms
    Then she is cut off within 10 seconds

  @system @req.SEC-4 @req.ISO-8
  Scenario Outline: [4] Who closes half a connection leaves nothing behind: <when>
    Given a fresh server
    When Mallory sends the bytes <bytes>, then closes her half, on 50 connections
    Then no connection of Mallory's is left
    And no request of Mallory's is left
    And the server says that it is "ready"

    Examples:
      | when                | bytes                                                                                                                                     |
      | behind a whole one  | "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 132\r\n\r\n{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}],\"stream\":true,\"max_tokens\":2000,\"logit_bias\":{\"2\":-100,\"0\":-100}}" |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | when                | bytes                                                                                                                                     |
      | before a request    | ""                                                                                                                                        |
      | in its middle       | "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"model\":"       |

  @system @req.SEC-4
  Scenario: [5] Idle connections make room for who has something to say
    Given a fresh server "fifty connections"
    When Ada starts an answer of 200 tokens
    And Ada has read 5 pieces of it
    And Mallory opens 200 connections and says nothing
    Then Ben is let in
    When Ada reads to the end
    Then Ada's stream ended well, with 200 tokens of text

  @system @req.SEC-4
  Scenario Outline: [6] A request's head is bounded: <what>
    Given a server
    When Mallory sends a request with <count> headers of <size> bytes
    Then she reads "<answer>" and the connection's end

    Examples:
      | what              | count | size    | answer       |
      | many headers      | 201   | 1       | HTTP/1.1 431 |
      | one large header  | 1     | 70,000  | HTTP/1.1 431 |
      | as usual          | 100   | 100     | HTTP/1.1 200 |
