Feature: What a model thinks first is shown to those who ask for it, and to nobody else
  Some models think before they answer. Their thoughts are long, often wrong, and not meant for the reader; in an answer
  they are garbage, and a program that reads the answer fails on them. Who wants them gets them apart from the answer.

  # The bundled model does not think. Here it repeats somebody's thought, which its template marks as one.
  @system @req.STR-3 @req.STR-6
  Scenario Outline: [1] A thought is no part of the answer, either way: <what>
    Given a server "a model that thinks"
    When Ada says <text> both ways with <parameters>
    Then both ways agree
    And both ways think <thought> and say <answer>

    Examples:
      | what                | text                                                     | parameters                                     | thought     | answer       |
      | nobody asks for it  | "Repeat: <think>low river</think> tulip"                 | {}                                             | ""          | "tulip"      |
      | somebody asks       | "Repeat: <think>low river</think> tulip"                 | {"include_reasoning": true}                    | "low river" | "tulip"      |
      | white space around  | "Repeat: <think> low river </think> tulip"               | {"include_reasoning": true}                    | "low river" | "tulip"      |
      | a stop within       | "Repeat: <think>low river</think> tulip"                 | {"include_reasoning": true, "stop": ["river"]} | "low river" | "tulip"      |
      | no thought at all   | "Repeat: tulip"                                          | {"include_reasoning": true}                    | ""          | "tulip"      |
      | what looks like one | "Repeat: <thin low </think> tulip"                       | {"include_reasoning": true}                    | ""          | "<thin low </think> tulip" |

  @system @req.STR-3 @req.STR-6
  Scenario Outline: [2] An answer that is cut within a thought shows no mark of it: after <tokens>
    Given a server "a model that thinks"
    When Ada says "Repeat: <think>low river</think> tulip" both ways with {"include_reasoning": true, "logprobs": true, "max_tokens": <tokens>}
    Then both ways agree
    And both ways end with "length"
    And neither way shows "<"

    Examples:
      | tokens |
      | 2      |
      | 5      |
      | 8      |
      | 10     |
      | 12     |

  @system @req.STR-3
  Scenario: [3] Log-probabilities tell nothing of a thought that nobody asked for
    Given a server "a model that thinks"
    When Ada says "Repeat: <think>low river</think> tulip" both ways with {"logprobs": true}
    Then both ways agree
    And the text is what its tokens spell

  @system @req.STR-3
  Scenario Outline: [4] An answer that begins within a thought: <what>
    Given a server "a model that always thinks"
    When Ada says "Repeat: the old grey heron waits</think> tulip" both ways with <parameters>
    Then both ways agree
    And both ways think <thought> and say "tulip"

    Examples:
      | what               | parameters                  | thought         |
      | nobody asks for it | {}                          | ""              |
      | somebody asks      | {"include_reasoning": true} | "waits" |

  @system @req.WIR-3
  Scenario: [5] An answer that must be JSON is no thought
    Given a server "a model that always thinks"
    When Ada is made to say "low river" both ways
    Then both ways say "low river", as JSON

  @system @req.WIR-3
  Scenario: [6] Thinking is turned off where the template can
    Given a server "a model that thinks"
    When Ada sends {"messages": [{"role": "user", "content": "Hello."}]}
    And Ben sends {"messages": [{"role": "user", "content": "Hello."}], "chat_template_kwargs": {"enable_thinking": false}}
    Then Ben's prompt has more tokens than Ada's

  @system @req.WIR-3
  Scenario Outline: [7] Where it can't, that is said: <profile>
    Given a server "<profile>"
    When Ada sends {"chat_template_kwargs": {"enable_thinking": false}} both ways
    Then both ways are refused with 400, naming "chat_template_kwargs.enable_thinking"

    Examples:
      | profile                    |
      | one small model            |
      | a model that always thinks |

  @system @req.WIR-2 @req.STR-3
  Scenario Outline: [8] Anthropic's API shows blocks of thinking to those who ask: <what>
    Given a server "a model that thinks"
    When Ada asks Anthropic's API "Repeat: <think>low river</think> tulip" both ways with <parameters>
    Then both of Anthropic's ways agree
    And the message thinks <thought>
    And the message is "tulip"

    Examples:
      | what               | parameters                                                                | thought     |
      | nobody asks for it | {}                                                                        | ""          |
      | somebody asks      | {"thinking": {"type": "adaptive"}}                                        | "low river" |
      | with all tokens    | {"thinking": {"type": "enabled", "budget_tokens": 99}, "max_tokens": 100} | "low river" |

  @system @req.CLI-1 @req.CLI-4
  Scenario: [9] The command line shows it beside the answer, where it is asked to
    Given a server "a model that thinks"
    When Olive runs "assay run default 'Repeat: <think>low river</think> tulip' --temperature 0 --reasoning" at the server
    Then stderr tells of "low river"
    And "low river" does not stand on stdout
    When Olive runs "assay run default 'Repeat: <think>low river</think> tulip' --temperature 0" at the server
    Then it says nothing on stderr

  @system @req.STR-3 @req.WIR-3
  Scenario Outline: [10] A model that was made to think does, and is shown to: <what>
    Given a server "assay-experts"
    When Ada says "Repeat: tulip" both ways with <parameters>
    Then both ways agree
    And both ways think <thought> and say "tulip"

    Examples:
      | what               | parameters                                                                      | thought                         |
      | nobody asks for it | {}                                                                              | ""                              |
      | somebody asks      | {"include_reasoning": true}                                                     | "The user says: Repeat: tulip"  |
      | it is told not to  | {"include_reasoning": true, "chat_template_kwargs": {"enable_thinking": false}} | ""                              |

  @system @req.ISO-1 @req.STR-3
  Scenario: [11] Earlier thoughts are left out of a conversation, and its memory is reused up to them
    Given a server "assay-experts"
    And Ada was told that the access code is "7319-KITE"
    When Ada asks for the access code
    And Ada asks for the access code
    Then each of Ada's answers is what a server that never met the others gives
    And Ada's answer contains "7319-KITE"
