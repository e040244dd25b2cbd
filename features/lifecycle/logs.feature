Feature: Logs tell what happened and never what was said
  Who operates the server has to follow one request through its logs, by the id that its caller saw. And logs
  travel: to files, to other machines, to other people. So they never hold a prompt, an answer or a key.

  @system @req.SRV-4
  Scenario: [1] Every line of the log is a JSON object
    Given a fresh server
    When Ada says "Hello."
    And the server is stopped
    Then every line of the log is a JSON object

  @system @req.SRV-4
  Scenario: [2] The log follows a request by its caller's id
    Given a fresh server
    When Ada says "Hello." with the request id "ada-4711"
    And the server is stopped
    Then the answer carries the request id "ada-4711"
    And the log has a line with the request id "ada-4711"

  @system @req.SRV-4
  Scenario: [3] Neither prompt nor answer nor key is in the log
    Given a fresh server "keys, everything logged"
    And Ada was told that the access code is "7319-KITE"
    When Ada asks for the access code
    And Ada completes "The access code is 5120-PINE." both ways with {"max_tokens": 8}
    And Ada asks Anthropic's API "Weather?" with {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "f", "input": {"city": "8841-ROOK"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "6617-HAWK"}]}]}
    And Mallory tries the key "sk-guessed-4711"
    And the server is stopped
    Then the log holds none of "7319-KITE, 5120-PINE, 8841-ROOK, 6617-HAWK"
    And the log holds none of "ada-7f3c91d2e8, sk-guessed-4711"

  @system @req.SRV-4
  Scenario: [4] A refused request's content is not in the log
    Given a fresh server "keys, everything logged"
    When Ada sends a broken request that says "7319-KITE"
    And the server is stopped
    Then the log holds no "7319-KITE"
