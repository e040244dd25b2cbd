Feature: Every command speaks to programs in one envelope
  Scripts and agents drive the command line, too. With --json each command prints one object: whether it went
  well, which command it was, what it found, or why it failed; the schema of that object is published. A
  command that fails in free text, or prints a remark beside its JSON, breaks whoever relies on it.

  @system @req.CLI-2
  Scenario: [1] What a command finds keeps to the published schema
    When Olive runs "assay list --json"
    Then stdout is one envelope of "list" that says "ok"

  @system @req.CLI-2 @req.CLI-3
  Scenario Outline: [2] So does what it says when it can't: <why>
    When Olive runs "<line>"
    Then stdout is one envelope of "<command>" that says "error"
    And it ends with <code>
    And the reason stands on stderr, too

    Examples:
      | why                          | line                                      | code | command        |
      | there is no such model       | assay serve --model nowhere --json        | 1    | serve          |
      | there is no such option      | assay list --frob --json                  | 2    | list           |
      | there is no such command     | assay lst --json                          | 2    | assay          |
      | no command is named          | assay forge --json                        | 2    | forge          |
      | a setting that makes no sense | assay serve --context-tokens 0 --json    | 2    | serve          |
      | no number                    | assay serve --json --port x               | 2    | serve          |
      | there is no such recipe      | assay forge train nowhere.toml --json     | 2    | forge train    |
      | there is nothing to measure  | assay forge evaluate nowhere --json       | 1    | forge evaluate |
      | no server answers            | assay health --json --server http://127.0.0.1:9 | 1 | health |
      | nothing is said              | assay run assay-dense '' --json           | 2    | run            |
      | there is no suite here       | assay report --json                       | 1    | report         |
      | no such model is known       | assay show nowhere --json                 | 1    | show           |
      | there is no keys file        | assay keys list --json --file /nowhere/keys.json | 1 | keys list |
      | there is no such key         | assay keys remove ada --json --file /nowhere/keys.json | 1 | keys remove |
      | no server has agents         | assay agents list --json --server http://127.0.0.1:9 | 1 | agents list |
      | no server forgets an agent   | assay agents forget ada --json --server http://127.0.0.1:9 | 1 | agents forget |
      | no server swaps              | assay swap assay-dense --json --server http://127.0.0.1:9 | 1 | swap |
      | no model is named to swap to | assay swap --json                         | 2    | swap           |
      | no model is named to show    | assay show --json                         | 2    | show           |
      | no such model answers        | assay run nowhere Hello. --json           | 1    | run            |
      | a word too many for health   | assay health ada --json                   | 2    | health         |
      | a word too many for a list   | assay agents list ada --json              | 2    | agents list    |
      | nobody is named to forget    | assay agents forget --json                | 2    | agents forget  |
      | nobody is named for a key    | assay keys add --json                     | 2    | keys add       |
      | there is no suite to run     | assay check --json                        | 2    | check          |
      | there is no suite to break   | assay verify --json                       | 2    | verify         |
      | measured no time at all      | assay bench --rounds 0 --json             | 2    | bench          |
      | there is nothing to time     | assay bench --model nowhere --json        | 1    | bench          |
      | there is nothing to quantize | assay forge quantize nowhere /nowhere/q --json | 1 | forge quantize |
      | nowhere to put what it makes | assay forge quantize assay-dense --json   | 2    | forge quantize |

  @system @req.CLI-2
  Scenario: [3] The schema itself can be had from the command, and as a program has it
    When Olive runs "assay schema --json"
    Then stdout is one envelope of "schema" that says "ok"
    And its data is the schema that is printed without "--json"

  @system @req.CLI-2
  Scenario: [4] Every command takes --json
    When Olive looks at the help of every command
    Then there are at least 16 of them
    And each offers "--json"
    And the schema says of each what it finds

  @system @req.CLI-2
  Scenario: [5] A server tells programs where it listens
    When Olive starts a server with --json
    Then stdout is one envelope of "serve" that says "ok"
    And "/health/ready" answers 200

  @system @req.CLI-2
  Scenario: [6] Commands that make something, measure it or take it away keep to the schema, too
    When Olive quantizes the bundled model to 4 bits, for programs
    Then stdout is one envelope of "forge quantize" that says "ok"
    When Olive runs "assay forge evaluate assay-dense --skill echo --cases 1 --json"
    Then stdout is one envelope of "forge evaluate" that says "ok"
    When Olive runs "assay keys add ada --json" on a keys file of her own
    Then stdout is one envelope of "keys add" that says "ok"
    When Olive runs "assay keys remove ada --json" on a keys file of her own
    Then stdout is one envelope of "keys remove" that says "ok"

  @system @req.CLI-2 @req.SWP-1
  Scenario: [7] So does a swap
    Given a fresh server
    When Olive runs "assay swap assay-dense-8bit --json" at the server
    Then stdout is one envelope of "swap" that says "ok"
    And the models loaded are "assay-dense-8bit"
