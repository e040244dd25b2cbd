Feature: Tool calls come out as structure
  Programs act on tool calls without a person looking. So a call has to come as a call, never as text that looks like
  one: one of the tools that were offered, with arguments that its schema allows, only where a call was permitted, and
  always where it was demanded.

  @portfolio @tools @smoke @wire @req.WIR-5 @req.WIR-3
  Scenario Outline: [1] A call that is demanded is made, within its schema: <what>
    Given a server
    And the tools:
      | tool    | arguments                                  | description       |
      | book    | seats: 2-12, at: noon/night, out: boolean  | Book a table      |
      | measure | depth: 0-400                               | Measure the water |
      | close   |                                            | Close everything  |
    When Ada says <said> with {"tool_choice": "required", "max_tokens": 400}
    Then it is one call, with arguments that the tool's schema allows

    Examples:
      | what                      | said                                |
      | a request for one of them | "Please measure the water at 4.5"   |
      | small talk                | "Hello."                            |
      | in another script         | "测量水位"                          |

  @wire @req.WIR-5 @req.WIR-3
  Scenario Outline: [2] A named tool is the one that is called: <tool>
    Given a server
    And the tools:
      | tool    | arguments                  | description       |
      | measure | depth: 0-400, of: sea/lake | Measure the water |
      | close   |                            | Close everything  |
      | ring    | times: 1-9                 | Ring the bell     |
    When Ada says "Hello." with {"tool_choice": {"type": "function", "function": {"name": "<tool>"}}}
    Then the answer calls "<tool>"
    And it is one call, with arguments that the tool's schema allows

    Examples:
      | tool    |
      | measure |
      | close   |
      | ring    |

  @wire @req.WIR-5 @req.WIR-3
  Scenario Outline: [3] Where no call is allowed, none is made: <said>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada says "<said>" with {"tool_choice": "none"}
    Then the answer calls no tool

    Examples:
      | said                                  |
      | What is the weather in Rome?          |
      | Repeat: What is the weather in Paris? |

  @wire @req.WIR-5
  Scenario: [4] A call and its result are part of the conversation that follows
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada sends {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a", "content": "It is sunny in Rome."}]}
    And Mallory sends {"messages": [{"role": "user", "content": "Weather?"}]}
    Then Ada's prompt has more tokens than Mallory's
    And the answers are not all the same

  @wire @req.WIR-5
  Scenario: [5] A tool's description reaches the model
    Given a server
    When Ada sends {"tools": [{"type": "function", "function": {"name": "f", "description": "Open the long wooden gate at the mill"}}]}
    And Mallory sends {"tools": [{"type": "function", "function": {"name": "f"}}]}
    Then Ada's prompt has more tokens than Mallory's

  @wire @req.WIR-5 @req.WIR-3
  Scenario: [6] A strict tool is called within its schema, also where the model may choose
    Given a server
    And the strict tools:
      | tool        | arguments                          | description               |
      | get_weather | city: Turku/Oslo, days: 10-20      | Get the weather in a city |
      | book        | seats: 2-12, at: noon/night        | Book a table              |
    When Ada says "What is the weather in Rome?" with {"max_tokens": 400}
    Then the answer calls "get_weather"
    And it is one call, with arguments that the tool's schema allows

  @system @req.WIR-5 @req.WIR-3
  Scenario: [7] Strict tools hold the calls alone: what is no call is written as it would be
    Given a server
    And the strict tools:
      | tool        | arguments                     | description               |
      | get_weather | city: Turku/Oslo, days: 10-20 | Get the weather in a city |
    When Ada says "Repeat: heron" with {"seed": 7}
    And the tools are no longer strict
    And Ada says "Repeat: heron" with {"seed": 7}
    Then the answer calls no tool
    And all answers are the same

  @system @req.WIR-5 @req.STR-1
  Scenario: [8] A strict tool is called alike whole and streamed
    Given a server
    And the strict tools:
      | tool        | arguments                     | description               |
      | get_weather | city: Turku/Oslo, days: 10-20 | Get the weather in a city |
    When Ada says "What is the weather in Rome?" both ways with {"logprobs": true, "max_tokens": 400}
    Then both ways agree

  # The model ends after one call, so here it may not end: 2 and 0 are its end tokens.
  @system @req.WIR-5 @req.STR-1
  Scenario: [9] Where a call is demanded there may be several, and what stands between them is no text
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada says "What is the weather in Rome?" both ways with {"tool_choice": "required", "logit_bias": {"2": -100, "0": -100}, "max_tokens": 39}
    Then both ways agree
    And both ways call "get_weather" 3 times, and say nothing

  @system @req.WIR-5 @req.WIR-3
  Scenario Outline: [10] Who wants one call at a time gets one, also from a model that would go on: <choice>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada says "What is the weather in Rome?" with {"tool_choice": "<choice>", "parallel_tool_calls": false, "logit_bias": {"2": -100, "0": -100}, "max_tokens": 39}
    Then it is one call, with arguments that the tool's schema allows

    Examples:
      | choice   |
      | auto     |
      | required |
