Feature: Every parameter does what it says
  A parameter that is accepted and ignored is worse than one that is refused: the caller believes that the answer
  is held to a schema, that a run can be repeated, that the list ends at the stop. So each one has a scenario in
  which an answer with it must be another than the answer without.

  @smoke @wire @req.WIR-3
  Scenario Outline: [1] A length is kept: <parameter>
    Given a server
    When Ada writes on for 40 tokens with <parameters>
    Then the answer ends by "length" after <tokens>

    Examples:
      | parameter             | parameters                                        | tokens    |
      | max_tokens            | {"max_tokens": 7}                                 | 7 tokens  |
      | max_completion_tokens | {"max_tokens": null, "max_completion_tokens": 9}  | 9 tokens  |
      | both, if they agree   | {"max_tokens": 5, "max_completion_tokens": 5}     | 5 tokens  |

  @wire @req.WIR-3
  Scenario: [2] Drawn with a seed, an answer can be had again
    Given a server
    When Ada writes on for 40 tokens with {"temperature": 2, "seed": 7}
    And Ada writes on for 40 tokens with {"temperature": 2, "seed": 7}
    Then all answers are the same

  @wire @req.WIR-3
  Scenario: [3] Other seeds draw other answers
    Given a server
    When Ada says "Write on." with {"temperature": 2, "max_tokens": 20}, 6 times with another seed each
    Then the answers are not all the same

  @wire @req.WIR-3
  Scenario Outline: [4] A temperature draws what is not the likeliest, unless <parameter> leaves that alone
    Given a server
    When Ada writes on for 30 tokens with {"temperature": 0}
    And Ada writes on for 30 tokens with <alone>
    Then all answers are the same

    Examples:
      | parameter | alone                                          |
      | top_k     | {"temperature": 2, "seed": 7, "top_k": 1}      |
      | top_p     | {"temperature": 2, "seed": 7, "top_p": 1e-9}   |
      | min_p     | {"temperature": 2, "seed": 7, "min_p": 1}      |

  @wire @req.WIR-3
  Scenario Outline: [5] Without such a bound the draw is free: <parameter>
    Given a server
    When Ada writes on for 30 tokens with {"temperature": 0}
    And Ada writes on for 30 tokens with <free>
    Then the answers are not all the same

    Examples:
      | parameter | free                                        |
      | top_k     | {"temperature": 2, "seed": 7, "top_k": 0}   |
      | top_p     | {"temperature": 2, "seed": 7, "top_p": 1}   |
      | min_p     | {"temperature": 2, "seed": 7, "min_p": 0}   |

  @wire @req.WIR-3
  Scenario Outline: [19] A bound lets through what lies within it, and nothing else: <bound>
    Given a server
    When Ada writes on for 40 tokens with {"temperature": 2, "seed": 7, "top_logprobs": 20, <bound>}
    Then each token is one that {<bound>} lets through, and not each is the likeliest

    Examples:
      | bound        |
      | "top_k": 3   |
      | "top_p": 0.8 |
      | "min_p": 0.1 |

  @wire @req.WIR-3
  Scenario: [20] The higher the temperature, the less likely what is drawn
    Given a server
    When Ada writes on for 40 tokens with {"temperature": 0.3, "seed": 7}
    And Ada writes on for 40 tokens with {"temperature": 1, "seed": 7}
    And Ada writes on for 40 tokens with {"temperature": 2, "seed": 7}
    Then the tokens of each answer are less likely than those of the one before

  @wire @req.WIR-3
  Scenario: [6] n gives so many choices, each drawn anew, and usage counts them all
    Given a server
    When Ada writes on for 15 tokens with {"n": 3, "temperature": 2, "seed": 3}
    Then there are 3 choices, numbered from 0
    And the choices are not all the same
    And usage counts the tokens of all 3 choices

  @wire @req.WIR-3
  Scenario Outline: [7] Logprobs come with each token: <count> of the likeliest
    Given a server
    When Ada says "Repeat: 漢字 and heron" with {"logprobs": true, "top_logprobs": <count>}
    Then each token comes with its bytes and the <count> likeliest, in order

    Examples:
      | count |
      | 0     |
      | 1     |
      | 5     |
      | 20    |

  @wire @req.WIR-3
  Scenario: [8] Who does not ask for logprobs gets none
    Given a server
    When Ada says "Repeat: heron" with {"logprobs": false}
    Then the answer carries no logprobs

  @wire @req.WIR-3
  Scenario Outline: [9] A penalty makes a model that repeats itself say more: <parameter>
    Given a server
    When Ada writes on for 80 tokens with <less>
    And Ada writes on for 80 tokens with <more>
    Then the answer has at least 10 different tokens more than the one before

    Examples:
      | parameter          | less                                                    | more                                                   |
      | frequency_penalty  | {}                                                      | {"frequency_penalty": 2}                               |
      | frequency_penalty  | {"temperature": 2, "seed": 1, "frequency_penalty": -2}  | {"temperature": 2, "seed": 1, "frequency_penalty": 2}  |
      | presence_penalty   | {"temperature": 2, "seed": 1, "presence_penalty": -2}   | {"temperature": 2, "seed": 1, "presence_penalty": 2}   |
      | repetition_penalty | {"temperature": 2, "seed": 1, "repetition_penalty": 0.5} | {"temperature": 2, "seed": 1, "repetition_penalty": 2} |

  @system @req.WIR-3
  Scenario: [23] A presence penalty is paid once for each token, a frequency penalty each time it comes
    Given a server
    When Ada says "Hello." with {"logit_bias": {"300": 40}, "max_tokens": 40, "logprobs": true, "presence_penalty": 2}
    Then the answer has 1 different token
    When Ada says "Hello." with {"logit_bias": {"300": 40}, "max_tokens": 40, "logprobs": true, "frequency_penalty": 2}
    Then the answer has at least 2 different tokens more than the one before

  @system @req.WIR-3
  Scenario: [10] A bias can force a token
    Given a server
    When Ada says "Hello." with {"logit_bias": {"300": 100}, "max_tokens": 12, "logprobs": true}
    Then the answer has 1 different token
    And the answer ends by "length" after 12 tokens

  @system @req.WIR-3
  Scenario: [11] A bias can forbid a token
    Given a server
    When Ada says "Repeat: heron" with {"max_tokens": 40}
    And Ada writes on for 40 tokens with {"messages": [{"role": "user", "content": "Repeat: heron"}]}
    Then the answer ends by "length" after 40 tokens

  @smoke @wire @req.WIR-3
  Scenario: [12] Asked for a JSON object, it answers with nothing else
    Given a server
    When Ada says "Hello." with {"response_format": {"type": "json_object"}, "max_tokens": 1}
    Then the answer is "{"

  @wire @req.WIR-3
  Scenario: [21] That object is whole
    Given a server
    When Ada says "Repeat: {\"a\": [1, 2.5, null]}" with {"response_format": {"type": "json_object"}}
    Then the answer is a JSON object

  @wire @req.WIR-3
  Scenario: [22] A text in parts is the text
    Given a server
    When Ada sends {"messages": [{"role": "user", "content": "Repeat: grey heron"}]}
    And Ada sends {"messages": [{"role": "user", "content": [{"type": "text", "text": "Repeat: grey "}, {"type": "text", "text": "heron"}]}]}
    Then all answers are the same
    And the answer contains "heron"

  @wire @req.WIR-3
  Scenario Outline: [13] An answer keeps to its schema: <what>
    Given a server
    When Ada says "My city is Rome." to be answered by the schema:
      """
      <schema>
      """
    Then the answer is JSON that the schema allows

    Examples:
      | what                 | schema                                                                                  |
      | one of some words    | {"enum": ["yes", "no", "perhaps"]}                                                      |
      | a number in a range  | {"type": "integer", "minimum": 17, "maximum": 42}                                       |
      | a list of two        | {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 2}          |
      | a pattern            | {"type": "string", "pattern": "^[0-9]{4}-[A-Z]{4}$"}                                    |
      | a boolean in a list  | {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3}           |
      | objects in an object | {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"const": "é漢🚀"}}, "required": ["b"], "additionalProperties": false}}, "required": ["a"], "additionalProperties": false} |
      | either of two        | {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"const": "none"}]}         |
      | a definition         | {"$defs": {"code": {"enum": ["x1", "x2"]}}, "type": "object", "properties": {"code": {"$ref": "#/$defs/code"}}, "required": ["code"], "additionalProperties": false} |

  @wire @req.WIR-3
  Scenario: [14] The text format is what is given without one
    Given a server
    When Ada says "Repeat: heron" with {}
    And Ada says "Repeat: heron" with {"response_format": {"type": "text"}}
    Then all answers are the same

  @system @req.WIR-3
  Scenario: [15] The user is written down where the operator finds it
    Given a fresh server
    When Ada says "Hello." with {"user": "ada@example.org"}
    And the server is stopped
    Then the log has a line with the user "ada@example.org"

  @stateful @req.WIR-3
  Scenario: [16] prompt_cache_key names the agent
    Given a server
    When Ada says "Hello." with {"prompt_cache_key": "named by a key"}
    Then the server remembers an agent "named by a key"

  @system @req.WIR-3 @req.ISO-4
  Scenario: [17] A seeded request neither waits for its neighbours nor is changed by them
    Given a server
    When Ada writes on for 30 tokens with {"temperature": 2, "seed": 7, "logprobs": false}
    And the other four are writing 3,000 tokens each
    And Ada writes on for 30 tokens with {"temperature": 2, "seed": 7, "logprobs": false}
    Then all answers are the same
    And four answers are still being written

  @system @req.WIR-3
  Scenario Outline: [18] The model can be called by its name, and as the default: <name>
    Given a server
    When Ada says "Hello." with {"model": "<name>"}
    Then the answer names the model that is listed

    Examples:
      | name        |
      | default     |
      | assay-dense |
