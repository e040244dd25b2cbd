Feature: With keys set, nobody gets in without one
  A server that others can reach has keys. Each endpoint needs one, those that are added later too, or the one that
  was forgotten tells a stranger who uses the server and how. Only liveness stays open, for the supervisor that has
  no key. What concerns everybody needs the operator's own key.

  @smoke @system @req.SEC-1
  Scenario: [1] Without a key, only liveness answers
    Given a server "keys"
    When Cleo tries every documented endpoint
    Then only "GET /health/live" let her in

  @system @req.SEC-1
  Scenario Outline: [2] A key that is nobody's opens nothing: <what>
    Given a server "keys"
    When Cleo tries every documented endpoint with <headers>
    Then only "GET /health/live" let her in

    Examples:
      | what                         | headers                                                   |
      | made up                      | {"Authorization": "Bearer sk-made-up"}                    |
      | made up, the other way       | {"x-api-key": "sk-made-up"}                               |
      | empty                        | {"Authorization": "Bearer"}                               |
      | no scheme                    | {"Authorization": "ada-7f3c91d2e8"}                       |
      | another scheme               | {"Authorization": "Basic ada-7f3c91d2e8"}                 |
      | the beginning of Ada's       | {"Authorization": "Bearer ada-7f3c91d2e"}                 |
      | Ada's and one letter more    | {"Authorization": "Bearer ada-7f3c91d2e80"}               |
      | Ada's in capitals            | {"Authorization": "Bearer ADA-7F3C91D2E8"}                |
      | Ada's and Ben's at once      | {"Authorization": "Bearer ada-7f3c91d2e8,ben-51b0aa64c7"} |
      | in a header of another name  | {"api-key": "ada-7f3c91d2e8"}                             |
      | in a cookie                  | {"Cookie": "x-api-key=ada-7f3c91d2e8"}                    |

  @system @req.SEC-1
  Scenario Outline: [3] A key opens every endpoint, whichever way it is sent: <header>
    Given a server "keys"
    When Cleo tries every documented endpoint with <headers>
    Then no endpoint asked for a key

    Examples:
      | header        | headers                                     |
      | Authorization | {"Authorization": "Bearer ada-7f3c91d2e8"}  |
      | lower case    | {"authorization": "bearer ada-7f3c91d2e8"}  |
      | x-api-key     | {"x-api-key": "ada-7f3c91d2e8"}             |

  @system @req.SEC-1
  Scenario: [4] What is the operator's needs the operator's key
    Given a server "keys"
    When Ada tries every documented endpoint
    Then those that are the operator's refused her with 403, and there is at least one

  @system @req.SEC-1
  Scenario: [5] The operator's key opens those
    Given a server "keys"
    When Olive tries every documented endpoint
    Then no endpoint refused her for want of rights

  @system @req.SEC-1
  Scenario Outline: [6] What is not documented is shut as well: <path>
    Given a server "keys"
    When Cleo asks for "<path>"
    Then she is told that a key is needed

    Examples:
      | path                          |
      | /openapi.json                 |
      | /docs                         |
      | /v1                           |
      | /admin                        |
      | /health/live/                 |
      | /health/live/../ready         |
      | /v1/models?x-api-key=ada-7f3c91d2e8 |
      | //v1/models                   |

  @system @req.SEC-1 @req.WIR-4
  Scenario: [7] A chat without a key is refused in OpenAI's envelope, whatever is in it
    Given a server "keys"
    When Cleo sends the body "{"
    Then she is refused with 401 in OpenAI's envelope
    And she is told that a key is needed

  @system @req.SEC-1
  Scenario: [8] Keys can stand in a file as they are, one a line, and a line that begins with # is none
    When Olive starts a server whose file of plain keys says:
      """
      # the workers
      ada-7f3c91d2e8

        ben-51b0aa64c7
      #mal-e92d7c0b16
        # oli-admin-3d84f6a1
      """
    Then these keys are answered so:
      | key                  | answer |
      | ada-7f3c91d2e8       | 200    |
      | ben-51b0aa64c7       | 200    |
      | mal-e92d7c0b16       | 401    |
      | #mal-e92d7c0b16      | 401    |
      | oli-admin-3d84f6a1   | 401    |
      | # oli-admin-3d84f6a1 | 401    |
      | # the workers        | 401    |
      | none                 | 401    |

  @system @req.SEC-1
  Scenario Outline: [9] A server does not start with a file of plain keys that <how>
    When Olive tries to start a server whose file of plain keys is <damage>
    Then it ends with exit code 2
    And it says "<words>" on stderr
    And nothing of the server is left

    Examples:
      | how             | damage             | words        |
      | others can read | readable by others | chmod 600    |
      | is not there    | missing            | No such file |
      | is empty        | emptied            | holds no key |

  @system @req.SEC-1
  Scenario: [10] Nor with one that holds remarks and no key
    When Olive tries to start a server whose file of plain keys says "# the workers"
    Then it ends with exit code 2
    And it says "holds no key" on stderr
    And nothing of the server is left
