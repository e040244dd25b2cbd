Feature: What cannot be honoured is refused, by name and at once
  A request with a mistake in it gets an error that a program can read: OpenAI's envelope, the right status, the
  parameter's name. It comes before any work is done and before any event is sent, also to those who asked for a
  stream. A server that half-accepts a broken request leaves its caller with an answer to another question.

  @smoke @wire @req.WIR-3
  Scenario Outline: [1] A parameter that cannot be honoured is refused: <parameters>
    Given a server
    When Mallory sends <parameters> both ways
    Then both ways are refused with 400, naming "<name>"

    Examples:
      | parameters                                                                       | name                               |
      | {"surprise": 1}                                                                  | surprise                           |
      | {"store": true}                                                                  | store                              |
      | {"metadata": {"a": "b"}}                                                         | metadata                           |
      | {"audio": {"voice": "x", "format": "wav"}}                                       | audio                              |
      | {"modalities": ["text", "audio"]}                                                | modalities                         |
      | {"prediction": {"type": "content", "content": "x"}}                              | prediction                         |
      | {"functions": [{"name": "f"}]}                                                   | functions                          |
      | {"function_call": "auto"}                                                        | function_call                      |
      | {"reasoning_effort": "low"}                                                      | reasoning_effort                   |
      | {"web_search_options": {}}                                                       | web_search_options                 |
      | {"service_tier": "flex"}                                                         | service_tier                       |
      | {"top_logprobs": 2}                                                              | top_logprobs                       |
      | {"tool_choice": "required"}                                                      | tool_choice                        |
      | {"tools": [], "tool_choice": {"type": "function", "function": {"name": "f"}}}    | tool_choice                        |
      | {"tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters": {"type": "x"}}}]} | tools |
      | {"tools": [{"type": "web_search"}]}                                              | tools[0]                           |
      | {"max_tokens": 3, "max_completion_tokens": 4}                                    | max_completion_tokens              |
      | {"logit_bias": {"999999": 1}}                                                    | logit_bias                         |
      | {"response_format": {"type": "grammar"}}                                         | response_format                    |
      | {"response_format": {"type": "json_schema"}}                                     | response_format                    |
      | {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "fish"}}}} | response_format |
      | {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]} | messages[0].content |

  @wire @req.WIR-4
  Scenario Outline: [2] A malformed request is refused: <fault>
    Given a server
    When Mallory sends <parameters> both ways
    Then both ways are refused with <status>, naming "<name>"

    Examples:
      | fault                        | parameters                                                                  | status | name                 |
      | an unknown model             | {"model": "nowhere"}                                                        | 404    | model                |
      | no model                     | {"model": null}                                                             | 400    | model                |
      | no messages                  | {"messages": []}                                                            | 400    | messages             |
      | messages that are a text     | {"messages": "Hello."}                                                      | 400    | messages             |
      | messages that are nothing    | {"messages": null}                                                          | 400    | messages             |
      | a message that is a text     | {"messages": ["Hello."]}                                                    | 400    | messages[0]          |
      | a message of nobody          | {"messages": [{"content": "Hello."}]}                                       | 400    | messages[0]          |
      | a message that says nothing  | {"messages": [{"role": "user"}]}                                            | 400    | messages[0]          |
      | an unknown role              | {"messages": [{"role": "king", "content": "x"}]}                            | 400    | messages[0]          |
      | the second message           | {"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": 5}]} | 400 | messages[1].content |
      | a result of no call          | {"messages": [{"role": "tool", "tool_call_id": "x", "content": "y"}]}       | 400    | messages[0]          |
      | a call that is not JSON      | {"messages": [{"role": "assistant", "tool_calls": [{"id": "x", "type": "function", "function": {"name": "f", "arguments": "{"}}]}]} | 400 | messages[0] |
      | a text for a number          | {"temperature": "hot"}                                                      | 400    | temperature          |
      | a number for a text          | {"stop": 5}                                                                 | 400    | stop                 |
      | a broken number              | {"max_tokens": 1.5}                                                         | 400    | max_tokens           |
      | a truth for a number         | {"n": true}                                                                 | 400    | n                    |
      | a list for a number          | {"seed": [1]}                                                               | 400    | seed                 |
      | a text for a truth           | {"logprobs": "yes"}                                                         | 400    | logprobs             |
      | a negative length            | {"max_tokens": -1}                                                          | 400    | max_tokens           |
      | a length of nothing          | {"max_tokens": 0}                                                           | 400    | max_tokens           |
      | a negative temperature       | {"temperature": -0.1}                                                       | 400    | temperature          |
      | an absurd temperature        | {"temperature": 1e308}                                                      | 400    | temperature          |
      | a share over one             | {"top_p": 1.1}                                                              | 400    | top_p                |
      | a share of nothing           | {"top_p": 0}                                                                | 400    | top_p                |
      | a negative rank              | {"top_k": -1}                                                               | 400    | top_k                |
      | a min_p over one             | {"min_p": 2}                                                                | 400    | min_p                |
      | a penalty out of range       | {"presence_penalty": 3}                                                     | 400    | presence_penalty     |
      | another penalty out of range | {"frequency_penalty": -3}                                                   | 400    | frequency_penalty    |
      | a repetition penalty of zero | {"repetition_penalty": 0}                                                   | 400    | repetition_penalty   |
      | an absurd bias               | {"logit_bias": {"5": 1000}}                                                 | 400    | logit_bias           |
      | a bias of a word             | {"logit_bias": {"word": 1}}                                                 | 400    | logit_bias           |
      | no choice at all             | {"n": 0}                                                                    | 400    | n                    |
      | a thousand choices           | {"n": 1000}                                                                 | 400    | n                    |
      | too many alternatives        | {"logprobs": true, "top_logprobs": 21}                                      | 400    | top_logprobs         |
      | a seed beyond 64 bits        | {"seed": 99999999999999999999999999}                                        | 400    | seed                 |
      | an empty stop                | {"stop": ""}                                                                | 400    | stop                 |
      | an empty stop among others   | {"stop": ["a", ""]}                                                         | 400    | stop                 |
      | five stops                   | {"stop": ["a", "b", "c", "d", "e"]}                                         | 400    | stop                 |
      | two tools of one name        | {"tools": [{"type": "function", "function": {"name": "f"}}, {"type": "function", "function": {"name": "f"}}]} | 400 | tools[1] |
      | a tool's name with a space   | {"tools": [{"type": "function", "function": {"name": "a b"}}]}              | 400    | tools[0]             |
      | an agent of no name          | {"prompt_cache_key": ""}                                                    | 400    | prompt_cache_key     |
      | an agent with a line break   | {"prompt_cache_key": "a\r\nX-Agent-ID: b"}                                  | 400    | prompt_cache_key     |
      | an agent with a null byte    | {"prompt_cache_key": "a\u0000b"}                                            | 400    | prompt_cache_key     |
      | more tokens than there is room | {"max_tokens": 2000000000}                                                | 400    | max_tokens           |
      | the same by its newer name   | {"max_completion_tokens": 9000}                                             | 400    | max_completion_tokens |

  @wire @req.WIR-4
  Scenario Outline: [3] A body that is not a request is refused: <what>
    Given a server
    When Mallory sends the body <body>
    Then she is refused with 400 in OpenAI's envelope

    Examples:
      | what                | body                                                                                             |
      | nothing             | ""                                                                                               |
      | half of one         | "{\"model\": \"default\", \"messages\": ["                                                       |
      | a list              | "[]"                                                                                             |
      | a text              | "\"hello\""                                                                                      |
      | null                | "null"                                                                                           |
      | a comma too many    | "{\"model\": \"default\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}],}"            |
      | not a number        | "{\"model\": \"default\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": NaN}" |
      | beyond all numbers  | "{\"model\": \"default\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": 1e999}" |
      | two bodies          | "{} {}"                                                                                          |
      | a byte of no text   | "{\"model\": \"default\", \"messages\": [{\"role\": \"user\", \"content\": \"\udcff\"}]}"        |
      | half a character    | "{\"model\": \"default\", \"messages\": [{\"role\": \"user\", \"content\": \"\\ud800\"}]}"       |

  @wire @req.WIR-4 @req.SEC-4
  Scenario Outline: [4] A body nested too deeply is refused: <where>
    Given a server
    When Mallory nests "<where>" <depth> deep
    Then she is refused with 400 in OpenAI's envelope

    Examples:
      | where                   | depth   |
      | messages                | 100,000 |
      | tools                   | 100,000 |
      | response_format         | 100,000 |
      | an unknown field        | 100,000 |
      | a call made before      | 100,000 |
      | a call made before      | 700     |

  @system @req.WIR-4 @req.SEC-4
  Scenario: [5] A body over the limit is refused before it is read to its end
    Given a server
    When Mallory sends a body of 5,000,000 bytes
    Then she is refused with 413 in OpenAI's envelope

  @system @req.WIR-4
  Scenario Outline: [6] A prompt longer than the context is refused with both counts: <mode>
    Given a server
    When Mallory completes a prompt of 5,000 tokens with <parameters>
    Then she is refused with 400 in OpenAI's envelope
    And the refusal says "5000" and "4096"
    And the refusal names "prompt"

    Examples:
      | mode   | parameters       |
      | whole  | {}               |
      | stream | {"stream": true} |

  @system @req.WIR-4
  Scenario Outline: [13] So is a chat: <mode>
    Given a server
    When Mallory says a text of 5,000 words with <parameters>
    Then she is refused with 400 in OpenAI's envelope
    And the refusal says "15008" and "4096"
    And the refusal names "messages"

    Examples:
      | mode   | parameters       |
      | whole  | {}               |
      | stream | {"stream": true} |

  @system @req.WIR-4
  Scenario: [7] An answer that has no room after its prompt is refused with the counts
    Given a server
    When Mallory completes a prompt of 4,000 tokens with {"max_tokens": 97}
    Then she is refused with 400 in OpenAI's envelope
    And the refusal says "4000" and "97"
    And the refusal names "max_tokens"

  @wire @req.WIR-3 @req.WIR-4
  Scenario Outline: [8] A completion's parameters are checked too: <parameters>
    Given a server
    When Mallory sends the completion <parameters>
    Then she is refused with 400 in OpenAI's envelope
    And the refusal names "<name>"

    Examples:
      | parameters                           | name     |
      | {"prompt": ""}                       | prompt   |
      | {"prompt": []}                       | prompt   |
      | {"prompt": null}                     | prompt   |
      | {"prompt": ["one", "two"]}           | prompt   |
      | {"prompt": [999999]}                 | prompt   |
      | {"prompt": [-1]}                     | prompt   |
      | {"best_of": 2}                       | best_of  |
      | {"suffix": "x"}                      | suffix   |
      | {"echo": true, "logprobs": 1}        | logprobs |
      | {"logprobs": 6}                      | logprobs |
      | {"stream_options": {}}               | stream_options |

  @system @req.WIR-4 @req.SEC-3
  Scenario Outline: [9] A name that is none is refused before anything is done: <what>
    Given a server
    When Mallory says "Hello." in the name <name>
    Then she is refused with 400 in OpenAI's envelope
    And the refusal names "X-Agent-ID"

    Examples:
      | what                  | name            |
      | empty                 | ""              |
      | a control character   | "a\u0085b"      |
      | a line separator      | "a\u2028b"      |

  @system @req.WIR-4 @req.SEC-3
  Scenario: [10] A name that is too long is refused
    Given a server
    When Mallory says "Hello." in a name of 257 characters
    Then she is refused with 400 in OpenAI's envelope

  @wire @req.WIR-4
  Scenario Outline: [11] The wrong path, method or type is refused in the same envelope: <method> <path>
    Given a server
    When Mallory sends <method> "<path>" as "<type>"
    Then she is refused with <status> in OpenAI's envelope

    Examples:
      | method | path                 | type             | status |
      | GET    | /v1/chat/completions | application/json | 405    |
      | DELETE | /v1/models           | application/json | 405    |
      | POST   | /v1/chat/completions | text/plain       | 415    |
      | POST   | /v1/embeddings       | application/json | 404    |
      | GET    | /v1/models/nowhere   | application/json | 404    |

  @system @req.WIR-4
  Scenario: [12] A refused request changes nothing
    Given a fresh server
    When Mallory sends these in her agent's name, whole and streamed:
      | parameters                                             |
      | {"temperature": "hot"}                                 |
      | {"messages": []}                                       |
      | {"model": "nowhere"}                                   |
      | {"max_tokens": 1000000}                                |
      | {"surprise": 1}                                        |
      | {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "fish"}}}} |
    Then the server keeps nothing of Mallory's agent
    And it has read and written no token

  @system @req.WIR-4 @req.SEC-3
  Scenario Outline: [14] A name that is too long is refused wherever it may stand: <where>, <path>
    Given a server
    When Mallory sends "<path>" both ways, named by 257 characters in "<where>"
    Then both ways are refused with 400, naming "<where>"

    Examples:
      | where            | path                 |
      | X-Agent-ID       | /v1/chat/completions |
      | X-Session-ID     | /v1/chat/completions |
      | prompt_cache_key | /v1/chat/completions |
      | X-Agent-ID       | /v1/completions      |
      | prompt_cache_key | /v1/completions      |
