Feature: The bundled model calls tools
  Whatever is built on tool calls is shown with this model, so it must call the tool that fits, with arguments from
  the request and nothing made up, and answer with what the tool gave back.

  @smoke @system @req.WIR-5
  Scenario Outline: [1] It calls the tool that fits, with the arguments of the request: <request>
    Given a server
    And the tools:
      | tool         | arguments              | description                 |
      | get_weather  | city                   | Get the weather in a city   |
      | read_file    | path                   | Read a file                 |
      | send_message | to, text               | Send a message to an agent  |
      | add          | a: integer, b: integer | Add two numbers             |
    When Ada says "<request>" with {}
    Then the answer calls "<tool>"
    And it is one call, with the arguments <arguments>

    Examples:
      | request                                | tool         | arguments                                 |
      | What is the weather in Rome?           | get_weather  | {"city": "Rome"}                          |
      | Please get the weather in Lisbon.      | get_weather  | {"city": "Lisbon"}                        |
      | Read the file notes/today.txt          | read_file    | {"path": "notes/today.txt"}               |
      | Could you send the message see you soon to Ben? | send_message | {"to": "Ben", "text": "see you soon"} |
      | add 17 and 4                           | add          | {"a": 17, "b": 4}                         |

  @system @req.WIR-5
  Scenario Outline: [2] It answers with what the tool gave back: <result>
    Given a server
    And the tools:
      | tool         | arguments | description                 |
      | get_weather  | city      | Get the weather in a city   |
    When Ada sends {"messages": [{"role": "user", "content": "What is the weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "<result>"}]}
    Then the answer is "<result>"

    Examples:
      | result                     |
      | Sunny. Warm wind.          |
      | error: city unknown        |
      | 4711-KITE                  |

  @system @req.WIR-5
  Scenario: [3] It calls no tool where none fits
    Given a server
    And the tools:
      | tool         | arguments | description                 |
      | read_file    | path      | Read a file                 |
    When Ada says "What is the weather in Rome?" with {}
    Then the answer calls no tool
    And the answer is "I have no tool for that."

  @system @req.WIR-3
  Scenario Outline: [4] tool_choice decides whether it may: <choice>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
      | read_file   | path      | Read a file               |
    When Ada says "What is the weather in Rome?" with {"tool_choice": <choice>}
    Then the answer calls "get_weather"

    Examples:
      | choice     |
      | "auto"     |
      | "required" |
