Feature: The stock Anthropic client works unchanged
  Coding tools are built on Anthropic's own packages and will not be changed for ours. So its Python package must find
  all that it looks for: messages that parse, events it can add up, errors that become its exceptions, statuses that make
  it try again, and calls that its own loop of tools can run.

  @system @req.WIR-2
  Scenario: [1] It is answered, and counts the tokens alike
    Given a server
    When Ada's Anthropic client says "Repeat: heron"
    Then the Anthropic client got an answer, a reason to stop and the count of tokens
    And the Anthropic client counts as many tokens as the answer did

  @system @req.WIR-2 @req.STR-1
  Scenario: [2] Its stream helper makes the whole answer
    Given a server
    When Ada's Anthropic client says "Repeat: the grey heron"
    And Ada's Anthropic client streams "Repeat: the grey heron" with its helper
    Then the Anthropic client's stream made the whole answer, with the same reason and count of tokens

  @system @req.WIR-2 @req.STR-1
  Scenario: [3] So do the bare events of a stream
    Given a server
    When Ada's Anthropic client says "Repeat: the grey heron"
    And Ada's Anthropic client streams the events of "Repeat: the grey heron"
    Then the Anthropic client's stream made the whole answer, with the same reason and count of tokens

  @system @req.WIR-2 @req.WIR-5
  Scenario: [4] It calls a tool, gives back the result, and is answered
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada's Anthropic client says "What is the weather in Rome?" and must call a tool
    And Ada's Anthropic client gives back "It is sunny."
    Then the Anthropic client got an answer, a reason to stop and the count of tokens

  @system @req.WIR-2 @req.WIR-5
  Scenario: [5] Its own loop of tools runs the function and ends with an answer
    Given a server
    When Ada's Anthropic client runs its own loop of tools on "What is the weather in Rome?"
    Then its function ran for "Rome"
    And the Anthropic client got an answer, a reason to stop and the count of tokens

  @system @req.WIR-2 @req.WIR-3
  Scenario: [6] Its parser gets an object of the class it asked for
    Given a server
    When Ada's Anthropic client asks "My city is Rome." for a place, with its parser
    Then the Anthropic client got a place

  @system @req.WIR-2 @req.WIR-4
  Scenario Outline: [7] Errors become its exceptions: <exception>
    Given a server
    When Ada's Anthropic client says "Hello." with <parameters>
    Then the Anthropic client raised <exception>, naming "<name>"

    Examples:
      | exception       | parameters                                                     | name       |
      | NotFoundError   | {"model": "nowhere"}                                           | model      |
      | BadRequestError | {"max_tokens": 9000}                                           | max_tokens |
      | BadRequestError | {"extra_body": {"surprise": 1}}                                | surprise   |

  @system @req.WIR-2 @req.SEC-1
  Scenario: [8] It logs in with its key, and not without
    Given a server "keys"
    When Ada's Anthropic client says "Hello."
    Then the Anthropic client got an answer, a reason to stop and the count of tokens
    And with the key "sk-ant-wrong" the Anthropic client raises AuthenticationError

  @system @req.WIR-2
  Scenario: [9] A busy server is a rate limit to it
    Given a server "one at a time"
    When Ben starts an answer of 3,000 tokens
    And Ada's Anthropic client says "Hello." without trying again
    Then the Anthropic client raised RateLimitError, after which to try again in 1 to 60 seconds

  @system @req.WIR-2
  Scenario: [10] It tries again until a busy server has time
    Given a server "one at a time"
    And Ada has the Anthropic client at hand
    When Ben starts an answer of 500 tokens
    And Ada's Anthropic client says "Hello."
    Then the Anthropic client got an answer, a reason to stop and the count of tokens
    And the Anthropic client was refused with 429 before

  @system @req.WIR-2 @req.SRV-3
  Scenario: [11] It is answered as soon as a new engine has come up
    Given a fresh server
    When the engine is killed
    And Ada's Anthropic client says "Hello."
    Then the Anthropic client got an answer, a reason to stop and the count of tokens

  @system @req.WIR-2 @req.SRV-3
  Scenario: [12] A stream whose engine dies ends with an error that it raises
    Given a fresh server
    When Ada's Anthropic client streams a long answer, in which the engine is killed
    Then the Anthropic client raised APIStatusError, of the type "overloaded_error"
