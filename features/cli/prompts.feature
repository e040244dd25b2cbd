Feature: What goes into a model, and what comes out, can be seen token by token
  Whoever looks into why a model answers as it does needs the prompt exactly as it was written, and every token that came
  of it. A tool that wraps the prompt after all, or shows other tokens than were generated, misleads.

  @system @req.CLI-1
  Scenario: [1] Without its chat template a model goes on from the prompt as it is written
    Given a server
    When Olive runs "assay run default 'My name is' --temperature 0 --max-tokens 12 --no-chat-template" at the server
    Then it ends with 0
    And stdout is how the server goes on from "My name is" with {"temperature": 0, "max_tokens": 12}, and nothing else

  @system @req.CLI-1 @req.CLI-3
  Scenario Outline: [2] Without a chat template there is no conversation: <option>
    When Olive runs "assay run assay-dense 'Hello.' --no-chat-template <option>"
    Then it ends with 2
    And it says "leave out --system, --agent and --reasoning" on stderr, and nothing on stdout

    Examples:
      | option             |
      | --agent ada        |
      | --system 'Be kind' |
      | --reasoning        |

  @system @req.CLI-4
  Scenario Outline: [3] Verbose gives each token's id: <how>
    Given a server
    When Olive runs "assay run default 'Repeat: tulip and stone' --temperature 0 --max-tokens 20 --verbose <option>" at the server, for programs
    Then stdout is one envelope of "run" that says "ok"
    And the server says that the ids that it tells of stand for its text

    Examples:
      | how                     | option             |
      | in a chat               |                    |
      | without a chat template | --no-chat-template |

  @system @req.CLI-4
  Scenario: [4] People see ids, probabilities and times side by side
    Given a server
    When Olive runs "assay run default 'Repeat: tulip' --temperature 0 --verbose" at the server
    Then it ends with 0
    And stderr tells of "id"
    And stderr tells of "probability"
    And stderr tells of "seconds"

  @system @req.CLI-1
  Scenario: [5] What the model is told first reaches it
    Given a server
    When Olive runs "assay run default 'What is the access code?' --system 'The access code is 7319-KITE.' --temperature 0" at the server
    Then it ends with 0
    And stdout is what the server answers to "What is the access code?" told first "The access code is 7319-KITE.", and nothing else
    And "7319-KITE" stands on stdout

  @system @req.CLI-4
  Scenario: [6] Probabilities are those that the server gives, and times are within the whole
    Given a server
    When Olive runs "assay run default 'Repeat: tulip and stone' --temperature 0 --verbose" at the server, for programs
    Then its tokens are as likely as the server says of its answer to "Repeat: tulip and stone"
    And each of its tokens came after the one before, and before the end
