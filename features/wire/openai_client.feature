Feature: The stock OpenAI client works unchanged
  Most programs that talk to such a server use OpenAI's own Python package and will not be changed for ours. So it
  must find all that it looks for: objects that parse, chunks it can add up, errors that become its exceptions,
  and statuses that make it try again.

  @smoke @wire @req.WIR-1
  Scenario: [1] It chats
    Given a server
    When Ada's OpenAI client says "Repeat: heron"
    Then it got an answer, a reason to finish and the count of tokens

  @smoke @wire @req.WIR-1 @req.STR-1
  Scenario: [2] It streams, and the pieces make the whole answer
    Given a server
    When Ada's OpenAI client says "Repeat: the grey heron"
    And Ada's OpenAI client streams "Repeat: the grey heron"
    Then the stream made the whole answer, with the same reason and count of tokens

  @wire @req.WIR-1
  Scenario: [3] Its own accumulator of streams comes to the same
    Given a server
    When Ada's OpenAI client says "Repeat: the grey heron"
    And Ada's OpenAI client accumulates the stream of "Repeat: the grey heron"
    Then the stream made the whole answer, with the same reason and count of tokens

  @wire @req.WIR-1 @req.WIR-5
  Scenario: [4] It calls a tool, gives back the result, and is answered
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada's OpenAI client says "What is the weather in Rome?" and must call a tool
    And Ada's OpenAI client gives back "It is sunny."
    Then it got an answer, a reason to finish and the count of tokens

  @wire @req.WIR-1
  Scenario: [5] It completes a prompt
    Given a server
    When Ada's OpenAI client completes "The river was low"
    Then it got a completion, a reason to finish and the count of tokens

  @smoke @wire @req.WIR-1
  Scenario: [6] It lists the models and looks up each one
    Given a server
    Then Ada's OpenAI client finds every listed model under its id

  @wire @req.WIR-1 @req.WIR-3
  Scenario: [7] It reads choices and logprobs
    Given a server
    When Ada's OpenAI client says "Write on." with {"n": 2, "seed": 5, "temperature": 1.5, "logprobs": true, "top_logprobs": 2}
    Then it got 2 choices, each with logprobs that spell its text

  @wire @req.WIR-1 @req.WIR-3
  Scenario: [8] Its parser gets an object of the class it asked for
    Given a server
    When Ada's OpenAI client asks "My city is Rome." for a place, with its parser
    Then it got a place

  @wire @req.WIR-1 @req.WIR-4
  Scenario Outline: [9] Errors become its exceptions: <exception>
    Given a server
    When Ada's OpenAI client says "Hello." with <parameters>
    Then it raised <exception>, naming "<name>"

    Examples:
      | exception       | parameters              | name        |
      | NotFoundError   | {"model": "nowhere"}    | model       |
      | BadRequestError | {"temperature": 3}      | temperature |
      | BadRequestError | {"max_tokens": 9999999} | max_tokens  |

  @system @req.WIR-1 @req.SEC-1
  Scenario: [10] It logs in with its key, and not without
    Given a server "keys"
    When Ada's OpenAI client says "Hello."
    Then it got an answer, a reason to finish and the count of tokens
    And with the key "sk-wrong" it raises AuthenticationError

  @system @req.WIR-1
  Scenario: [11] A busy server is a rate limit to it
    Given a server "one at a time"
    When Ben starts an answer of 3,000 tokens
    And Ada's OpenAI client says "Hello." without trying again
    Then it raised RateLimitError, after which to try again in 1 to 60 seconds

  @system @req.WIR-1
  Scenario: [12] It tries again until a busy server has time
    Given a server "one at a time"
    And Ada has the OpenAI client at hand
    When Ben starts an answer of 500 tokens
    And Ada's OpenAI client says "Hello."
    Then it got an answer, a reason to finish and the count of tokens
    And it was refused with 429 before

  @system @req.WIR-1 @req.SRV-3
  Scenario: [13] It is answered as soon as a new engine has come up
    Given a fresh server
    When the engine is killed
    And Ada's OpenAI client says "Hello."
    Then it got an answer, a reason to finish and the count of tokens

  @wire @req.WIR-1 @req.WIR-5
  Scenario: [14] Its own strict tools come back as objects of their class, where the model may choose
    Given a server
    When Ada's OpenAI client asks "What is the weather in Rome?" with a tool for the weather of a place
    Then it got a call for the weather of a place
