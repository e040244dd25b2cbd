Feature: A server starts by itself and says so
  Whoever starts a server, a person or a supervisor, needs to know when it can be used, without guessing a
  port or waiting "long enough". A server that says ready too early loses the first requests; one that
  cannot start has to say why, and in words that help.

  @smoke @alone @system @req.SRV-1
  Scenario: [1] A server with the bundled model is ready within five seconds
    When Olive starts a server
    Then it is ready within 5 seconds
    And stdout holds one line
    And "/health/live" answers 200
    And "/health/startup" answers 200
    And "/health/ready" answers 200

  @system @req.SRV-1
  Scenario: [2] A ready server tells what it serves and on what
    Given a server
    Then its health names the model "assay-dense", a fingerprint and the device

  @system @req.SRV-1
  Scenario Outline: [3] A server that cannot start says why: <why>
    When Olive tries to start a server "<profile>"
    Then it ends with exit code <code>
    And it says "<words>" on stderr
    And nothing of the server is left

    Examples:
      | why                          | profile                   | code | words          |
      | there is no such model       | a model that is not there | 1    | nowhere        |
      | a setting that makes no sense | a context of nothing      | 2    | context_tokens |

  @system @req.SEC-2
  Scenario: [4] A public address without keys is refused
    When Olive tries to start a server "public without keys"
    Then it ends with exit code 2
    And it says "ASSAY_API_KEYS" on stderr
    And nothing of the server is left

  @system @req.SEC-2
  Scenario: [5] By default only this machine can reach the server
    Given a server
    Then it listens on loopback addresses only

  @system @req.PER-10
  Scenario: [6] A second server on one home is refused and told who has it
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive tries to start a second server on the same home
    Then it ends with exit code 1
    And it says on stderr which process has the home
    And the first server still knows Ada's conversation
