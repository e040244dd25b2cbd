Feature: A stream is made of well-formed events
  Streams are read by clients that nobody here wrote. They rely on the order: the role, then the text, one reason to
  finish for each choice, usage if it was asked for, and [DONE] as the last word. A client that waits for an event
  which never comes hangs; one that gets an event it does not know fails.

  @portfolio @smoke @wire @req.STR-2 @req.WIR-3
  Scenario Outline: [1] A chat's stream is well formed: <what>
    Given a server
    When Ada streams "Repeat: heron" with <parameters>
    Then the stream is well formed, with no usage
    And httpx-sse reads the same events

    Examples:
      | what                 | parameters                                                   |
      | plain                | {}                                                           |
      | usage refused        | {"stream_options": {"include_usage": false}}                 |
      | one token            | {"max_tokens": 1}                                            |
      | four choices         | {"n": 4, "temperature": 1.5, "seed": 1}                      |
      | logprobs             | {"logprobs": true, "top_logprobs": 2}                        |
      | ended by a stop      | {"stop": "er"}                                               |
      | by grammar           | {"response_format": {"type": "json_object"}}                 |

  @portfolio @wire @req.STR-2 @req.STR-6
  Scenario Outline: [2] Usage comes when it was asked for, after all else: <what>
    Given a server
    When Ada streams "Repeat: heron" with <parameters>
    Then the stream is well formed, with usage at its end

    Examples:
      | what         | parameters                                                                             |
      | plain        | {"stream_options": {"include_usage": true}}                                            |
      | four choices | {"stream_options": {"include_usage": true}, "n": 4, "temperature": 1.5, "seed": 1}     |
      | by length    | {"stream_options": {"include_usage": true}, "max_tokens": 2}                           |

  @portfolio @tools @wire @req.STR-2 @req.WIR-5
  Scenario: [3] A tool call's stream is well formed
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada streams "What is the weather in Rome?" with {"tool_choice": "required"}
    Then the stream is well formed, with no usage
    And httpx-sse reads the same events

  @portfolio @wire @req.STR-2
  Scenario Outline: [4] A completion's stream is well formed: <what>
    Given a server
    When Ada streams the completion of "The river" with <parameters>
    Then the stream is well formed, with no usage
    And httpx-sse reads the same events

    Examples:
      | what        | parameters                              |
      | plain       | {}                                      |
      | two choices | {"n": 2, "temperature": 1.5, "seed": 1} |

  @portfolio @system @req.STR-2
  Scenario: [5] An answer of nothing is a stream like any other
    Given a server
    When Ada streams an answer that ends before its first word
    Then the stream is well formed, with no usage

  @portfolio @system @req.STR-2
  Scenario: [6] While a long prompt is read, comments tell how far it is
    Given a server "small prefill steps"
    When Ada streams the answer to a prompt of 500 tokens
    Then the stream is well formed, with no usage
    And its comments tell the prefill of 500 tokens in at least 10 steps
