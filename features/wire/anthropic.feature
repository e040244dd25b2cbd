Feature: Anthropic's API says what the server really did
  Coding tools speak Anthropic's Messages API. They act on what it says: which tool to call, why an answer ended, what
  was read from the cache and what it cost. A server that only looks alike makes them loop, cut answers short, or
  believe in a cache that is not there.

  @smoke @system @req.WIR-2 @req.STR-1
  Scenario Outline: [1] The stream says what the whole message says: <what>
    Given a server
    When Ada asks Anthropic's API <said> both ways with <parameters>
    Then both of Anthropic's ways agree
    And the message ends by "<reason>"

    Examples:
      | what             | said                           | parameters                                    | reason        |
      | words            | "Repeat: the grey heron"       | {}                                            | end_turn      |
      | another script   | "Repeat: 漢字 and 👩‍🚀"          | {}                                            | end_turn      |
      | cut              | "Repeat: the grey heron"       | {"max_tokens": 3}                             | max_tokens    |
      | stopped          | "Repeat: the grey heron"       | {"stop_sequences": ["xyz", "ron"]}            | stop_sequence |
      | drawn            | "Write on."                    | {"temperature": 1, "top_k": 1}                | end_turn      |
      | held to a schema | "My city is Rome."             | {"output_config": {"format": {"type": "json_schema", "schema": {"const": "é漢"}}}} | end_turn |

  @system @req.WIR-2 @req.WIR-5
  Scenario Outline: [2] A tool is called as its choice says, the same in both ways: <choice>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
      | close       |           | Close everything          |
    When Ada asks Anthropic's API "<said>" both ways with {"tool_choice": <choice>}
    Then both of Anthropic's ways agree
    And the message calls "<called>"

    Examples:
      | said                         | choice                                             | called      |
      | What is the weather in Rome? | {"type": "auto"}                                   | get_weather |
      | What is the weather in Rome? | {"type": "auto", "disable_parallel_tool_use": true} | get_weather |
      | Hello.                       | {"type": "tool", "name": "close"}                  | close       |
      | What is the weather in Rome? | {"type": "any", "disable_parallel_tool_use": true} | get_weather |
      | What is the weather in Rome? | {"type": "none"}                                   |             |

  @system @req.WIR-2 @req.STR-2
  Scenario Outline: [3] The events come in their order: <what>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada asks Anthropic's API "What is the weather in Rome?" both ways with <parameters>
    Then the events are "message_start, content_block_start, content_block_delta, content_block_stop, message_delta, message_stop"

    Examples:
      | what   | parameters                        |
      | a call | {"tool_choice": {"type": "any"}}  |
      | text   | {"tool_choice": {"type": "none"}} |

  @smoke @system @req.WIR-2 @req.STR-4
  Scenario: [4] The stop sequence that ended a message is named
    Given a server
    When Ada asks Anthropic's API "Repeat: the grey heron" with {"stop_sequences": ["heron", " grey", "nowhere"]}
    Then the message ends by "stop_sequence" at " grey"
    And the message is "the"

  @system @req.WIR-2 @req.WIR-3
  Scenario Outline: [5] A temperature draws what is not the likeliest, unless <parameter> leaves that alone
    Given a server
    When Ada asks Anthropic's API "Write on." with {"max_tokens": 30}
    And Ada asks Anthropic's API "Write on." with <alone>
    Then the messages are the same, and cost the same

    Examples:
      | parameter | alone                                               |
      | top_k     | {"max_tokens": 30, "temperature": 1, "top_k": 1}    |
      | top_p     | {"max_tokens": 30, "temperature": 1, "top_p": 1e-9} |

  @system @req.WIR-2
  Scenario Outline: [6] What can be said in two ways is the same: <what>
    Given a server
    When Ada asks Anthropic's API "Repeat: heron" with <one>
    And Ada asks Anthropic's API "Repeat: heron" with <other>
    Then the messages are the same, and cost the same

    Examples:
      | what                            | one                                                                             | other                                                                                                     |
      | content as text or a block      | {"messages": [{"role": "user", "content": "Repeat: owl"}]}                      | {"messages": [{"role": "user", "content": [{"type": "text", "text": "Repeat: owl"}]}]}                    |
      | system as text or a block       | {"system": "Be brief."}                                                         | {"system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}  |
      | two messages of one role merged | {"messages": [{"role": "user", "content": "My city is Rome."}, {"role": "user", "content": "Repeat: owl"}]} | {"messages": [{"role": "user", "content": [{"type": "text", "text": "My city is Rome."}, {"type": "text", "text": "Repeat: owl"}]}]} |
      | two answers of the model merged | {"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}, {"role": "assistant", "content": "Yes?"}, {"role": "user", "content": "Repeat: owl"}]} | {"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": [{"type": "text", "text": "Hello."}, {"type": "text", "text": "Yes?"}]}, {"role": "user", "content": "Repeat: owl"}]} |

  @smoke @system @req.WIR-2
  Scenario Outline: [7] Tokens are counted beforehand exactly as the answer counts them: <what>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada asks Anthropic's API to count "What is the weather in Rome?" with <parameters> and to answer it
    Then the count is what the answer's usage says

    Examples:
      | what                  | parameters                                                                      |
      | tools                 | {}                                                                              |
      | no tools              | {"tools": null}                                                                 |
      | tools that may not be | {"tool_choice": {"type": "none"}}                                               |
      | a forced tool         | {"tool_choice": {"type": "any"}}                                                |
      | a system prompt       | {"system": "Be brief. 漢字"}                                                    |
      | an agent's name       | {"metadata": {"user_id": "counted"}}                                            |
      | a call and its result | {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": [{"type": "text", "text": "I look."}, {"type": "tool_use", "id": "a", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": [{"type": "text", "text": "Sun."}]}, {"type": "text", "text": "And?"}]}]} |

  @system @req.WIR-2
  Scenario: [8] Usage says what was really written to the agent's cache and read from it
    Given a server
    When Ada asks Anthropic's API "Repeat: the grey heron" with {"metadata": {"user_id": "kept by Anthropic's API"}}
    And Ada asks Anthropic's API "Repeat: the grey heron" with {"metadata": {"user_id": "kept by Anthropic's API"}}
    Then 15 tokens of the prompt were read from the cache, none written to it and 1 computed again
    And the server remembers an agent "kept by Anthropic's API"

  @system @req.WIR-2
  Scenario: [15] What goes beyond what is kept is written, and no token besides
    Given a server
    When Ada asks Anthropic's API "Repeat: the grey heron" with {"metadata": {"user_id": "grows by Anthropic's API"}}
    And Ada asks Anthropic's API "" with {"metadata": {"user_id": "grows by Anthropic's API"}, "messages": [{"role": "user", "content": "Repeat: the grey heron"}, {"role": "assistant", "content": "the grey heron"}, {"role": "user", "content": "Repeat: owl"}]}
    Then what was read of the prompt is the first prompt and its answer, and the rest was written

  @system @req.WIR-2
  Scenario: [9] The first prompt of an agent is written whole
    Given a server
    When Ada asks Anthropic's API "Repeat: the grey heron" with {"metadata": {"user_id": "written by Anthropic's API"}}
    Then all of the prompt was written to the cache

  @system @req.WIR-2 @req.ISO-3
  Scenario: [10] Nobody's prompt is kept, whatever is marked to be, and usage says so
    Given a server
    When Ada asks Anthropic's API "Repeat: owl" with {"cache_control": {"type": "ephemeral"}}
    And Ada asks Anthropic's API "Repeat: owl" with {"cache_control": {"type": "ephemeral"}}
    Then the prompt was neither written to a cache nor read from one

  @system @req.WIR-2
  Scenario: [11] A header names the agent before metadata does
    Given a server
    When Ada's agent "named by a header" asks Anthropic's API "Hello." with {"metadata": {"user_id": "only logged"}}
    Then the server remembers an agent "named by a header"
    And all of the prompt was written to the cache

  @system @req.WIR-2 @req.WIR-5
  Scenario Outline: [12] What a tool returned reaches the model: <what>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada asks Anthropic's API "" with {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "Rain."}]}]}
    And Ada asks Anthropic's API "" with {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", <more>}]}]}
    Then the last prompt has more tokens than the one before

    Examples:
      | what     | more                                                                                                |
      | an error | "content": "Rain.", "is_error": true                                                                |
      | blocks   | "content": [{"type": "text", "text": "Rain."}, {"type": "text", "text": "It rains in Rome today."}] |

  @system @req.WIR-2 @req.PER-7
  Scenario: [13] An agent is the same by either API: what one has computed, the other reads
    Given a server
    When Ada says "Repeat: the grey heron" with {"prompt_cache_key": "spoken to by two APIs"}
    And Ada asks Anthropic's API "Repeat: the grey heron" with {"metadata": {"user_id": "spoken to by two APIs"}}
    Then 15 tokens of the prompt were read from the cache, none written to it and 1 computed again
    And the message is "the grey heron"

  @system @req.WIR-2 @req.WIR-3
  Scenario: [14] A temperature is drawn with, also where the version's own models know none
    Given a server
    When Ada asks Anthropic's API "?" with {"temperature": 1, "max_tokens": 30}, 20 times
    Then the messages are not all the same
