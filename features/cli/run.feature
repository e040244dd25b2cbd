Feature: One answer of a model, from the command line
  The quickest way to a model is one command, and it may not be a second way: what it answers is what the server
  answers, on a terminal as in a pipe. A command that answers differently, mixes its remarks into the answer, or
  leaves a server running behind it, cannot be built upon.

  @system @req.CLI-1
  Scenario: [1] The answer, and nothing but the answer, goes to stdout
    Given a server
    When Olive runs "assay run assay-dense 'Repeat: tulip and stone' --temperature 0" at the server
    Then it ends with 0
    And stdout is what the server answers to "Repeat: tulip and stone" with {"temperature": 0}, and nothing else

  @system @req.CLI-1
  Scenario: [2] Without a server it brings one up for this one answer
    Given a server
    When Olive runs "assay run assay-dense 'Repeat: tulip and stone' --temperature 0" in a home of her own
    Then it ends with 0
    And stdout is what the server answers to "Repeat: tulip and stone" with {"temperature": 0}, and nothing else

  @system @req.CLI-1 @req.STR-1
  Scenario Outline: [3] Whole, streaming and for programs it is the same: <said>
    Given a server
    When Olive runs "assay run default 'Repeat: <said>' --temperature 0" at the server, whole, streaming and for programs
    Then all three say the same

    Examples:
      | said              |
      | tulip             |
      | 漢字 und Straße    |
      | <\|im_end\|> a    |

  @system @req.CLI-1
  Scenario: [4] A terminal shows the answer as it comes
    Given a server
    When Olive runs "assay run default 'Repeat: 31415926535897932384626433832795028841971' --temperature 0" at the server, in a terminal
    Then the answer comes in many pieces

  @system @req.CLI-1
  Scenario: [5] Unless it is asked not to
    Given a server
    When Olive runs "assay run default 'Repeat: 31415926535897932384626433832795028841971' --temperature 0 --no-stream" at the server, in a terminal
    Then the answer comes at once

  @system @req.CLI-1
  Scenario Outline: [6] What is asked for reaches the model: <options>
    Given a server
    When Olive runs "assay run default 'Repeat: tulip and stone' <options>" at the server, for programs
    Then stdout is one envelope of "run" that says "ok"
    And its text is what the server answers to "Repeat: tulip and stone" with <parameters>

    Examples:
      | options                                              | parameters                                                    |
      | --temperature 0 --max-tokens 2                       | {"temperature": 0, "max_tokens": 2}                           |
      | --temperature 0 --stop and                           | {"temperature": 0, "stop": ["and"]}                           |
      | --temperature 2 --seed 7 --max-tokens 30             | {"temperature": 2, "seed": 7, "max_tokens": 30}               |
      | --temperature 2 --seed 7 --max-tokens 30 --top-p 0.5 | {"temperature": 2, "seed": 7, "max_tokens": 30, "top_p": 0.5} |

  @system @req.CLI-1
  Scenario: [7] The prompt can come from standard input
    Given a server
    When Olive runs "assay run default - --temperature 0" at the server, with "Repeat: tulip and stone\n" on stdin
    Then stdout is what the server answers to "Repeat: tulip and stone" with {"temperature": 0}, and nothing else
    When Olive runs "assay run default --temperature 0" at the server, with "Repeat: tulip and stone" on stdin
    Then stdout is what the server answers to "Repeat: tulip and stone" with {"temperature": 0}, and nothing else

  @system @req.CLI-1 @req.PER-2
  Scenario: [8] An agent remembers across runs, and its cache is used again
    When Olive runs "assay run assay-dense 'The access code is 7319-KITE.' --agent ada --temperature 0" in a home of her own
    And Olive runs "assay run assay-dense 'What is the access code?' --agent ada --temperature 0 --json" in a home of her own
    Then stdout is one envelope of "run" that says "ok"
    And "7319-KITE" stands on stdout
    And at least 20 tokens of its prompt came from the cache
    And nobody else can read what is kept of the conversation

  @system @req.CLI-3
  Scenario Outline: [9] A failure goes to stderr and says what to do: <why>
    When Olive runs "<line>" in a home of her own
    Then it ends with <code>
    And it says "<words>" on stderr, and nothing on stdout

    Examples:
      | why                    | line                                                 | code | words        |
      | there is no such model | assay run nowhere Hello                              | 1    | assay-dense  |
      | there is no server     | assay run default Hello --server http://127.0.0.1:9  | 1    | assay serve  |
      | nothing is said        | assay run assay-dense ''                             | 2    | say something |
      | too hot                | assay run assay-dense Hello --temperature 9          | 2    | --temperature |

  @system @req.CLI-4
  Scenario: [10] Verbose tells each token, times and warnings, beside the answer
    Given a server
    When Olive runs "assay run assay-dense 'Repeat: tulip' --temperature 0 --max-tokens 2 --verbose" at the server
    Then it ends with 0
    And stderr tells of "probability"
    And stderr tells of "prompt tokens"
    And stderr tells of "2 end tokens"
    And stderr tells of "--max-tokens allows more"

  @system @req.CLI-4
  Scenario: [11] For programs, too
    Given a server
    When Olive runs "assay run assay-dense 'Repeat: tulip and stone' --temperature 0 --verbose" at the server, for programs
    Then stdout is one envelope of "run" that says "ok"
    And the tokens that it tells of make up its text

  @system @req.CLI-5
  Scenario Outline: [12] Ctrl+C ends it and all that it started: <when>
    When Olive asks for a long answer in a terminal, and sees "<sign>"
    And Olive presses Ctrl+C
    Then it ends with 130
    And no process that it started is left

    Examples:
      | when               | sign    |
      | while it loads     | loading |
      | while it answers   | a a a a |

  @system @req.CLI-5
  Scenario: [13] Killed outright, it leaves no server behind
    When Olive asks for a long answer in a terminal, and sees "a a a a"
    And the command is killed outright
    Then no process that it started is left

  @system @req.CLI-3
  Scenario: [14] A reader who has seen enough is no error
    When Olive runs "assay run assay-dense 'Repeat: tulip'" in a home of her own, into a pipe that nobody reads
    Then it ends with 0
    And it says nothing on stderr

  @system @req.CLI-3
  Scenario: [16] Nor is one who leaves in the middle of an answer
    Given a server
    When Olive asks for a long answer, streamed, and its reader leaves with the first letter
    Then it ends with 0
    And it says nothing on stderr

  @system @req.CLI-2 @req.CLI-5
  Scenario: [17] A program that is interrupted is told so in its envelope
    When Olive asks for a long answer, for programs, and interrupts it while it loads
    Then it ends with 130
    And stdout is one envelope of "run" that says "error"
    And the reason stands on stderr, too

  @system @req.CLI-1
  Scenario Outline: [15] In any locale every script is still itself: <locale>
    Given a server
    When Olive runs "assay run default 'Repeat: 漢字' --temperature 0" at the server, in the locale <locale>
    Then stdout is what the server answers to "Repeat: 漢字" with {"temperature": 0}, and nothing else

    Examples:
      | locale  |
      | C       |
      | C.UTF-8 |
