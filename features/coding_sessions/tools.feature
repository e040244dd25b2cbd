Feature: Coding tools work as they come
  People have a tool that they like, and all that they can tell it is an address. What it sends was written for another
  server: fields that ask for what is done here anyhow, a session's name made of JSON, a model that nobody has. A server
  that refuses one of them is of no use to anyone who has the tool.

  @system @req.WIR-2 @req.WIR-3
  Scenario Outline: [1] What asks for nothing else than is done anyhow changes nothing: <what>
    Given a server
    When Ada asks Anthropic's API "Repeat: the grey heron" with {}
    And Ada asks Anthropic's API "Repeat: the grey heron" with <parameters>
    Then the messages are the same, and cost the same

    Examples:
      | what                                | parameters                                                                                     |
      | the effort that is the usual one    | {"output_config": {"effort": "high"}}                                                          |
      | thinking as the model likes         | {"thinking": {"type": "adaptive"}}                                                             |
      | a budget for thinking               | {"thinking": {"type": "enabled", "budget_tokens": 2}}                                          |
      | taking nothing out of what was said | {"context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}}        |

  @system @req.WIR-2 @req.WIR-3
  Scenario Outline: [2] What asks for something else is refused by name: <parameters>
    Given a server
    When Mallory sends Anthropic's API <parameters> both ways
    Then both of Anthropic's ways are refused with 400 as "invalid_request_error", naming "<name>"

    Examples:
      | parameters                                                                                                                | name                              |
      | {"thinking": {"type": "enabled"}}                                                                                         | thinking.budget_tokens:           |
      | {"thinking": {"type": "enabled", "budget_tokens": 4}}                                                                     | thinking.budget_tokens:           |
      | {"thinking": {"type": "enabled", "budget_tokens": 2, "display": "omitted"}}                                               | thinking.display:                 |
      | {"output_config": {"effort": "max"}}                                                                                      | output_config.effort:             |
      | {"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}                                                 | context_management.edits          |
      | {"context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": {"type": "thinking_turns", "value": 1}}]}}  | context_management.edits          |

  @system @req.WIR-2 @req.PER-7
  Scenario: [3] Claude Code's requests are answered, and its session is an agent
    Given a server "any name"
    When Ada asks "Repeat: the grey heron" as Claude Code does
    And Ada asks "Repeat: the grey heron" as Claude Code does
    Then the message is "the grey heron"
    And all of its prompt but the last token was read from the cache

  @system @req.WIR-1
  Scenario: [4] The command `llm` is answered, and goes on with its conversation
    Given a server
    When Ada runs llm "The access code is 7319-KITE."
    And Ada runs llm --continue "What is the access code?"
    Then it ends well, saying "7319-KITE"

  @system @req.WIR-1 @req.WIR-5
  Scenario: [5] Its own loop of tools runs the function and ends with an answer
    Given a server
    When Ada runs llm --tools-debug "What is the weather in Rome?", with a function get_weather that says "It is sunny."
    Then it ends well, saying "sunny"
    And stderr tells of "get_weather({'city': 'Rome'})"

  # Each is run where its command is installed, with a home of its own: behave --tags=@external
  @external @slow @system @req.WIR-1 @req.WIR-2
  Scenario Outline: [6] A tool that is installed here is refused nothing: <tool>
    Given a fresh server "any name"
    When Ada has <tool> answer "Repeat: heron"
    Then it ends well, saying "<said>"
    And the server has refused nothing that was sent to its APIs

    Examples:
      | tool     | said   |
      | claude   | heron  |
      | opencode | heron  |
      | sgpt     | heron  |
      | aider    | Tokens |
