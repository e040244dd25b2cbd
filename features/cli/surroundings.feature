Feature: A command fits where it is run
  One command is run in pipes, on terminals, in containers without a locale, and by people who wait. It has to notice:
  a pipe that is to stream must not be held back to the end, letters must not turn into question marks, and nobody should
  wonder whether a command that takes minutes still does anything.

  @system @req.CLI-1
  Scenario Outline: [1] In a pipe an answer comes <how>: <option>
    Given a server
    When Olive runs "assay run default 'Repeat: 31415926535897932384626433832795028841971' --temperature 0 <option>" at the server, into a pipe
    Then the answer comes <how>

    Examples:
      | how            | option      |
      | in many pieces | --stream    |
      | at once        | --no-stream |
      | at once        |             |

  @system @req.CLI-1 @req.CLI-2
  Scenario Outline: [2] In the locale <locale> it says what it says elsewhere: <line>
    When Olive runs "<line>" in the locale <locale>, and in her own
    Then both say the same, and nothing on stderr

    Examples:
      | locale  | line                               |
      | C       | assay list                         |
      | C       | assay show assay-dense             |
      | C       | assay --help                       |
      | C       | assay run --help                   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | locale  | line                               |
      | C.UTF-8 | assay list                         |
      | C.UTF-8 | assay show assay-dense             |
      | C.UTF-8 | assay --help                       |
      | C.UTF-8 | assay run --help                   |

  @system @req.CLI-1
  Scenario Outline: [3] In the locale <locale> every script is still itself, also in a terminal
    Given a server
    When Olive runs "assay run default 'Repeat: 漢字' --temperature 0" at the server, in a terminal in the locale <locale>
    Then the terminal shows what the server answers to "Repeat: 漢字" with {"temperature": 0}

    Examples:
      | locale  |
      | C       |
      | C.UTF-8 |

  @system @req.CLI-4
  Scenario: [4] Long work shows in a terminal how far it is
    When Olive runs "assay forge evaluate assay-dense --skill echo --cases 1" in a terminal
    Then it ends with 0
    And "evaluating" stands on stdout
    And "100%" stands on stdout
