Feature: A server starts by itself and says so
  Whoever starts a server, a person or a supervisor, needs to know when it can be used, without guessing a
  port or waiting "long enough". A server that says ready too early loses the first requests; one that
  cannot start has to say why, and in words that help.

  @system @req.SRV-1
  Scenario: [1] A ready server tells what it serves and on what
    Given a server
    Then its health names the model "assay-dense", a fingerprint and the device

  @system @req.SRV-1
  Scenario Outline: [2] A server that cannot start says why: <why>
    When Olive tries to start a server "<profile>"
    Then it ends with exit code <code>
    And it says "<words>" on stderr
    And nothing of the server is left

    Examples:
      | why                          | profile                   | code | words          |
      | there is no such model       | a model that is not there | 1    | nowhere        |
      | a setting that makes no sense | a context of nothing      | 2    | context_tokens |

  @system @req.SEC-2
  Scenario: [3] A public address without keys is refused
    When Olive tries to start a server "public without keys"
    Then it ends with exit code 2
    And it says "ASSAY_API_KEYS" on stderr
    And nothing of the server is left

  @system @req.SEC-2
  Scenario: [4] By default only this machine can reach the server
    Given a server
    Then it listens on loopback addresses only

  @system @req.PER-10
  Scenario: [5] A second server on one home is refused and told who has it
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive tries to start a second server on the same home
    Then it ends with exit code 1
    And it says on stderr which process has the home
    And the first server still knows Ada's conversation

  @system @req.SRV-1
  Scenario: [6] What a file of settings says holds, and the environment goes before it
    Given a fresh server whose file of settings says "context_tokens = 1000"
    Then the model is listed with a context of 1,000 tokens
    When the server is stopped and started again with ASSAY_CONTEXT_TOKENS set to "500"
    Then the model is listed with a context of 500 tokens

  @system @req.SRV-1
  Scenario Outline: [7] A file of settings that makes no sense is refused: <why>
    When Olive tries to start a server whose file of settings says "<text>"
    Then it ends with exit code 2
    And it says "<words>" on stderr
    And nothing of the server is left

    Examples:
      | why                | text               | words                    |
      | it is no TOML      | context_tokens =   | the file is not TOML     |
      | no such setting    | contxt_tokens = 1  | contxt_tokens            |
      | it is out of range | context_tokens = 0 | context_tokens           |

  @system @req.SRV-1
  Scenario: [8] Where no engine can be started, the server says so and ends
    When Olive tries to start a server whose temporary folder has a name of 120 characters
    Then it ends with exit code 1
    And it says "the engine process can't be started" on stderr

  @system @req.PER-10
  Scenario: [9] What a killed server left behind keeps nobody out
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the server is killed and started again
    And Olive tries to start a second server on the same home
    Then it ends with exit code 1
    And it says on stderr which process has the home
    And the first server still knows Ada's conversation
