Feature: A running server can be asked from the command line
  Whoever operates a server wants to know from a script whether it would answer now, and what it keeps of
  whom. An exit code that says well of a server that is not ready starts traffic too early.

  @system @req.CLI-2
  Scenario: [1] A server that is ready is healthy
    Given a server
    When Olive runs "assay health --json" at the server
    Then stdout is one envelope of "health" that says "ok"
    And its data holds {"status": "ready", "model": "assay-dense"}

  @system @req.CLI-2 @req.CLI-3
  Scenario: [2] One that is not ready is not, and it says what it is doing
    When Olive runs "assay health" at a server that is not ready
    Then it ends with 1
    And it says "restarting" on stderr, and nothing on stdout

  @system @req.CLI-3
  Scenario Outline: [3] Where no server answers, it says what to do: <line>
    When Olive runs "<line> --server http://127.0.0.1:9"
    Then it ends with 1
    And it says "assay serve" on stderr, and nothing on stdout

    Examples:
      | line         |
      | assay health |
      | assay agents |

  @system @req.CLI-3
  Scenario: [4] Where the server wants a key, it says where to put it
    Given a server "keys"
    When Ada runs "assay agents" at the server, without a key
    Then it ends with 1
    And it says "ASSAY_API_KEY" on stderr, and nothing on stdout
    When Ada runs "assay agents" at the server
    Then it ends with 0

  @system @req.CLI-2 @req.ISO-2
  Scenario: [5] Agents are listed under the names that they have
    Given a server
    And Ada calls her agent "team/[red] Zoë"
    And Ada was told that the access code is "7319-KITE"
    When Olive runs "assay agents" at the server
    Then "team/[red] Zoë" stands on stdout
    When Olive runs "assay agents list --json" at the server
    Then stdout is one envelope of "agents list" that says "ok"
    When Olive runs "assay agents forget 'team/[red] Zoë' --json" at the server
    Then stdout is one envelope of "agents forget" that says "ok"

  @system @req.CLI-2 @req.ISO-7
  Scenario: [6] An agent that is forgotten is gone, and the others are not
    Given a fresh server
    And Ada calls her agent "ada/one"
    And Ada was told that the access code is "7319-KITE"
    And Cleo calls her agent "cleo/one"
    And Cleo was told that the access code is "2207-LARK"
    When Olive runs "assay agents forget ada/one" at the server
    And Olive runs "assay agents" at the server
    Then "cleo/one" stands on stdout
    And "ada/one" does not stand on stdout

  @system @req.CLI-3
  Scenario: [7] Forgetting somebody unknown is a failure
    Given a server
    When Olive runs "assay agents forget nobody" at the server
    Then it ends with 1
    And it says "nobody" on stderr, and nothing on stdout

  @system @req.CLI-2 @req.SWP-1
  Scenario: [8] The model is swapped as the command is told to
    Given a fresh server
    When Olive runs "assay swap assay-experts --mode side_by_side --json" at the server
    Then stdout is one envelope of "swap" that says "ok"
    And its data holds {"model": "assay-experts", "previous": "assay-dense", "mode": "side_by_side", "changed": true}
    When Olive runs "assay swap assay-dense --mode drain_first --timeout-seconds 60" at the server
    Then it ends with 0
    And "assay-dense instead of assay-experts" stands on stdout
    And "drain_first" stands on stdout
    And the models loaded are "assay-dense"

  @system @req.CLI-3 @req.SWP-4
  Scenario Outline: [9] A swap that fails is a failure, and the command says which step failed: <line>
    Given a fresh server
    When Olive runs "<line>" at the server
    Then it ends with 1
    And it says "<words>" on stderr, and nothing on stdout
    When Olive runs "<line> --json" at the server
    Then stdout is one envelope of "swap" that says "error"
    And the reason stands on stderr, too
    And the models loaded are "assay-dense"

    Examples:
      | line                                            | words                                                            |
      | assay swap nowhere                              | failed while checking: there is no model 'nowhere'               |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | line                                            | words                                                            |
      | assay swap '~nobody-at-all/model'               | can't be a model's name or path                                  |
      | assay swap assay-experts --timeout-seconds 0.05 | failed while loading: assay-experts was not loaded within 0.05 s |

  @system @req.CLI-3 @req.SEC-1
  Scenario: [10] Who has no admin key is told that this needs it
    Given a server "keys"
    When Ada runs "assay swap assay-dense" at the server
    Then it ends with 1
    And it says "this needs the admin key" on stderr, and nothing on stdout
    When Olive runs "assay swap assay-dense" at the server
    Then it ends with 0
    And "it served already" stands on stdout

  @system @req.SWP-1
  Scenario: [11] A swap shows in a terminal how far it is
    Given a fresh server
    When Olive runs "assay swap assay-dense-8bit" at the server, in a terminal
    Then the terminal shows each of "loading, self-testing, assay-dense-8bit instead of assay-dense"
