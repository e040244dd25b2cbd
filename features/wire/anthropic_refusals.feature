Feature: What Anthropic's API can't have here is refused, in its own envelope
  A coding tool that is misunderstood must hear so at once: with the status and the type of error that its client knows,
  the name of the field, and an id to find it by in the log. Accepted and ignored, an image or a thinking budget would
  come back as an answer to another question.

  @system @req.WIR-2 @req.WIR-3
  Scenario Outline: [1] What can't be honoured is refused by name: <parameters>
    Given a server
    When Mallory sends Anthropic's API <parameters> both ways
    Then both of Anthropic's ways are refused with 400 as "invalid_request_error", naming "<name>"

    Examples:
      | parameters                                                                                           | name                       |
      | {"surprise": 1}                                                                                      | surprise:                  |
      | {"max_tokens": null}                                                                                 | max_tokens:                |
      | {"max_tokens": 0}                                                                                    | max_tokens:                |
      | {"max_tokens": 9000}                                                                                 | max_tokens:                |
      | {"temperature": 1.5}                                                                                 | temperature:               |
      | {"top_p": 0}                                                                                         | top_p:                     |
      | {"top_k": -1}                                                                                        | top_k:                     |
      | {"stop_sequences": [""]}                                                                             | stop_sequences.0:          |
      | {"thinking": {"type": "enabled", "budget_tokens": 1024}}                                             | thinking.budget_tokens:    |
      | {"service_tier": "priority"}                                                                         | service_tier:              |
      | {"mcp_servers": []}                                                                                  | mcp_servers:               |
      | {"thread": {"type": "create"}}                                                                       | thread:                    |
      | {"container": "x"}                                                                                   | container:                 |
      | {"output_config": {"effort": "low"}}                                                                 | output_config.effort:      |
      | {"metadata": {"user_id": "a\nb"}}                                                                    | metadata.user_id:          |
      | {"cache_control": {"type": "forever"}}                                                               | cache_control.type:        |
      | {"tool_choice": {"type": "any"}}                                                                     | tool_choice:               |
      | {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}                                   | tools.0                    |
      | {"tools": [{"name": "a", "input_schema": {}}, {"name": "a", "input_schema": {}}]}                    | tools.1.name:              |
      | {"tools": [{"name": "a", "input_schema": {}}], "tool_choice": {"type": "tool", "name": "b"}}         | tool_choice.name:          |
      | {"messages": []}                                                                                     | messages:                  |
      | {"messages": [{"role": "user", "content": ""}]}                                                      | messages.0.content:        |
      | {"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "The answer is"}]} | messages:                 |
      | {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "x"}}]}]} | messages.0.content.0: images are not supported |
      | {"messages": [{"role": "user", "content": [{"type": "document", "source": {"type": "text", "data": "x"}}]}]} | messages.0.content.0: documents are not supported |
      | {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "x"}]}]} | messages.0.content.0.tool_use_id: |

  @system @req.WIR-2 @req.WIR-5
  Scenario Outline: [2] A call and its result must belong together: <what>
    Given a server
    When Mallory sends Anthropic's API {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "f", "input": {}}]}, {"role": "user", "content": <content>}]} both ways
    Then both of Anthropic's ways are refused with 400 as "invalid_request_error", naming "messages.2.content"

    Examples:
      | what               | content                                                                                             |
      | no result          | "Well?"                                                                                             |
      | another's result   | [{"type": "tool_result", "tool_use_id": "b", "content": "x"}]                                       |
      | two results of one | [{"type": "tool_result", "tool_use_id": "a"}, {"type": "tool_result", "tool_use_id": "a"}]          |
      | text before it     | [{"type": "text", "text": "So:"}, {"type": "tool_result", "tool_use_id": "a"}]                      |
      | an image in it     | [{"type": "tool_result", "tool_use_id": "a", "content": [{"type": "image", "source": {}}]}]         |

  @system @req.WIR-2
  Scenario Outline: [3] Each status has its type: <what>
    Given a server "keys"
    When Mallory sends Anthropic's API <method> "<path>" with the headers <headers>
    Then she is refused with <status> in Anthropic's envelope, as "<type>"

    Examples:
      | what              | method | path                      | headers                                       | status | type                  |
      | a wrong key       | POST   | /v1/messages              | {"Authorization": "Bearer x"}                 | 401    | authentication_error  |
      | no version        | POST   | /v1/messages              | {"anthropic-version": null}                   | 400    | invalid_request_error |
      | an unknown one    | POST   | /v1/messages/count_tokens | {"anthropic-version": "2020-01-01"}           | 400    | invalid_request_error |
      | no such path      | POST   | /v1/messages/batches      | {}                                            | 404    | not_found_error       |
      | the wrong method  | GET    | /v1/messages              | {}                                            | 405    | invalid_request_error |
      | no JSON           | POST   | /v1/messages              | {"Content-Type": "text/plain"}                | 415    | invalid_request_error |

  @system @req.WIR-2 @req.SEC-4
  Scenario: [4] A body over the limit is refused
    Given a server
    When Mallory sends Anthropic's API a body of 5,000,000 bytes
    Then she is refused with 413 in Anthropic's envelope, as "request_too_large"

  @system @req.WIR-2 @req.SEC-6
  Scenario: [5] A page of another origin may not ask
    Given a server
    When Mallory sends Anthropic's API POST "/v1/messages" with the headers {"Origin": "https://evil.example"}
    Then she is refused with 403 in Anthropic's envelope, as "permission_error"

  @system @req.WIR-2 @req.SWP-4
  Scenario: [6] Who can't be answered now is told so, and to come again, before anything is sent
    Given a fresh server "auto-swap"
    When Olive swaps to "variant:another mind"
    And Olive swaps to "assay-dense"
    And the files of "variant:another mind" are broken off
    And Mallory sends Anthropic's API {"model": "other-model"} both ways
    Then both of Anthropic's ways are refused with 503 as "overloaded_error", naming "the swap to"
    And each refusal says when to come again

  @system @req.WIR-2 @req.SEC-3
  Scenario Outline: [7] A name that is too long is refused wherever it may stand: <where>
    Given a server
    When Mallory sends "/v1/messages" both ways, named by 257 characters in "<where>"
    Then both of Anthropic's ways are refused with 400 as "invalid_request_error", naming "<where>"

    Examples:
      | where            |
      | metadata.user_id |
      | X-Agent-ID       |
