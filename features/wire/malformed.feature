Feature: What is no HTTP harms nobody
  Ports are scanned, somebody speaks TLS to a plain port, a proxy is broken, and some try on purpose what two servers
  read differently. Each gets a plain 400 and the end of the connection, and that is all that happens: no request is
  half done, nobody else notices, nothing stays behind.

  @system @req.WIR-4 @req.SEC-4
  Scenario Outline: [1] What is no request is answered with 400, and the connection ends: <what>
    Given a server
    When Mallory sends the bytes <bytes>
    Then she reads "HTTP/1.1 400" and the connection's end

    Examples:
      | what                       | bytes                                                                                              |
      | no HTTP at all             | "hello\r\n\r\n"                                                                                    |
      | the beginning of TLS       | "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"                               |
      | a version nobody knows     | "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"                                                        |
      | a header without a value   | "GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n"                                            |
      | a NUL in a header's value  | "GET / HTTP/1.1\r\nHost: localhost\r\na: b\u0000c\r\n\r\n"                                         |
      | a NUL in a header's name   | "GET / HTTP/1.1\r\nHost: localhost\r\na\u0000b: c\r\n\r\n"                                         |
      | a lone CR in a header      | "GET / HTTP/1.1\r\nHost: localhost\r\nX-Agent-ID: ada\rX-Agent-ID: ben\r\n\r\n"                          |
      | a lone LF in a header      | "GET / HTTP/1.1\r\nHost: localhost\r\nX-Agent-ID: ada\nnonsense\r\n\r\n"                                 |
      | a header on two lines      | "GET / HTTP/1.1\r\nHost: localhost\r\nX-Agent-ID: ada\r\n ben\r\n\r\n"                                  |
      | space before the colon     | "GET / HTTP/1.1\r\nHost: localhost\r\nX-Agent-ID : ada\r\n\r\n"                                        |
      | a lone CR before the path  | "GET \r/ HTTP/1.1\r\nHost: localhost\r\n\r\n"                                                         |
      | a length below zero        | "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"                   |
      | two lengths                | "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"        |
      | a length, and chunks too   | "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" |
      | a chunk of no known length | "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"                   |

  @system @req.WIR-4 @req.SEC-4
  Scenario: [2] Two hundred of them disturb nobody and leave nothing behind
    Given a fresh server
    When Ada starts an answer of 300 tokens
    And Ada has read 5 pieces of it
    And Mallory sends the bytes "GET / HTTP/1.1\r\nnonsense\r\n\r\n" on 200 connections
    And Ada reads to the end
    Then Ada's stream ended well, with 300 tokens of text
    And Ada's answer is what a server that never met the others gives
    And no connection of Mallory's is left
    And the server says that it is "ready"

  @system @req.SEC-4
  Scenario Outline: [3] What does not end is cut off: <what>
    Given a server
    When Mallory sends <what> without an end
    Then the server took less than 8,000,000 bytes of them
    And the server says that it is "ready"

    Examples:
      | what     |
      | headers  |
      | a header |
