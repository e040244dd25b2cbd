Feature: The command line behaves as a command should
  A command is used in scripts, in pipes and by people, who rely on what every good command does: exit codes
  that mean something, errors apart from results, no colour where nobody sees it, and no complaint when a
  reader has seen enough. One that does otherwise breaks the pipeline it is in.

  @system @req.CLI-3
  Scenario Outline: [1] An error goes to stderr and says what to do: <why>
    When Olive runs "<line>"
    Then it ends with <code>
    And it says "<words>" on stderr, and nothing on stdout

    Examples:
      | why                    | line                        | code | words            |
      | there is no such model | assay serve --model nowhere | 1    | assay-dense      |
      | no such option         | assay list --frob           | 2    | assay list --help |
      | no such command        | assay lst                   | 2    | assay --help     |

  @system @req.CLI-3
  Scenario Outline: [2] A reader who has seen enough is no error: <line>
    When Olive runs "<line>" into a pipe that nobody reads
    Then it ends with 0
    And it says nothing on stderr

    Examples:
      | line              |
      | assay list        |
      | assay list --json |
      | assay schema      |
      | assay --help      |

  @system @req.CLI-3
  Scenario: [3] Colour is for terminals
    When Olive runs "assay list --help" in a terminal
    Then it ends with 0
    And there is colour in it
    When Olive runs "assay list --help"
    Then it ends with 0
    And there is no colour in it

  @system @req.CLI-3
  Scenario: [4] Whoever wants no colour gets none, in a terminal either
    When Olive runs "assay list --help" in a terminal, with NO_COLOR set
    Then it ends with 0
    And there is no colour in it

  @system @req.CLI-2
  Scenario: [5] In a pipe a row of a table stays one line
    When Olive runs "assay list"
    Then it ends with 0
    And every line is whole, with a path at its end

  @system @req.CLI-2
  Scenario Outline: [6] A shell completes commands, options and models: <typed>
    When a shell asks how "<typed>" goes on
    Then it is offered "<word>"

    Examples:
      | typed             | word        |
      | assay sch         | schema      |
      | assay agents for  | forget      |
      | assay run --agent | --agent     |
      | assay show assay- | assay-dense |
