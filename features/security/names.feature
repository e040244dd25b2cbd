Feature: A name is a name, not a path
  Callers name their agents, and some names look like paths, patterns or headers. None may reach a file outside the
  server's home, another's agent, or another line of the log: the first attack on a server that keeps files by
  name is an agent called "../../something".

  @system @req.SEC-3
  Scenario Outline: [1] An agent of any name stays in its place: <name>
    Given a server
    And Ada calls her agent "<name>"
    When Ada says "Hello."
    And Ada's turns are saved
    Then the server knows Ada's agent under its name
    And the home holds nothing but what belongs there

    Examples:
      | name                      |
      | ../../../../tmp/owned     |
      | /etc/passwd               |
      | ..                        |
      | .                         |
      | a/b/c                     |
      | ~root                     |
      | %2e%2e%2fowned            |
      | C:/CON                    |
      | *                         |
      | -rf                       |
      | $(id)                     |
      | ?tenant=ada               |
      | #fragment                 |
      | manifest.json             |
      | flush                     |
      | a/flush                   |
      | Zoë 👩🏽‍🚀 プランナー         |
      | Zoë, in two characters   |
      | ．．／．．／owned            |
      | no​width                  |

  @system @req.SEC-3 @req.ISO-6
  Scenario Outline: [2] No spelling of a path reaches another's agent: <path>
    Given a server "keys"
    And Ada calls her agent "planner seven"
    And Ada was told that the access code is "6210-FERN"
    When Mallory sends DELETE to "<path>"
    Then the server knows Ada's agent under its name

    Examples:
      | path                                    |
      | /v1/agents/planner%20seven              |
      | /v1/agents/%70lanner%20seven            |
      | /v1/agents/x%2F..%2Fplanner%20seven     |
      | /v1/agents/%2E%2E%2Fplanner%20seven     |
      | /v1/agents/planner%20seven/             |
      | /v1/agents//planner%20seven             |
      | /v1/agents/planner%20seven%00           |
      | /v1/agents/planner%2520seven            |
      | /v1/agents/*                            |

  @system @req.SEC-3
  Scenario: [3] One's own agent is not deleted under another spelling either
    Given a server
    And Ada calls her agent "planner eight"
    And Ada was told that the access code is "7431-MOSS"
    When Ada sends DELETE to "/v1/agents/x%2F..%2Fplanner%20eight"
    Then the server knows Ada's agent under its name

  @system @req.SEC-3
  Scenario Outline: [4] A model's name is no path either: <name>
    Given a server
    When Mallory sends {"model": "<name>"} both ways
    Then both ways are refused with 404, naming "model"

    Examples:
      | name                          |
      | ../assay-dense                |
      | ./assay-dense                 |
      | assay-dense/                  |
      | /etc/passwd                   |
      | Assay-Dense                   |

  @system @req.SEC-3 @req.SRV-4
  Scenario: [5] A line break in a field makes no line of the log
    Given a fresh server
    When Mallory sends a chat with "user" set to "x\r\n{\"event\": \"forged\"}"
    And Mallory sends a chat with "model" set to "x\r\n{\"event\": \"forged\"}"
    And Mallory sends a chat with "prompt_cache_key" set to "x\r\n{\"event\": \"forged\"}"
    And the server is stopped
    Then every line of the log is a JSON object
    And no line of the log is the event "forged"

  @system @req.SEC-3
  Scenario Outline: [6] A request's id is sent back only where it is sane: <id>
    Given a server
    When Mallory says "Hello." with the request id "<id>"
    Then the answer carries a request id of the server's own

    Examples:
      | id                         |
      | two words                  |
      | <script>alert(1)</script>  |
      | ../../../etc/passwd        |

  @system @req.SEC-3 @req.WIR-4
  Scenario Outline: [7] Who is named twice in one request is nobody: <first>, then <second>
    Given a server
    When Mallory sends the bytes "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-Agent-ID: <first>\r\nX-Agent-ID: <second>\r\nContent-Length: 67\r\n\r\n{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}"
    Then she reads "HTTP/1.1 <status>" and the connection's end

    Examples:
      | first | second | status |
      | ada   | ben    | 400    |
      | ben   | ada    | 400    |
      | ada   | ada    | 200    |
