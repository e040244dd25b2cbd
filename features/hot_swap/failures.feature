Feature: A swap that fails leaves everything as it was
  Downloads break off, disks lie, processes are killed, and the one who swaps has mistyped the name. None of that is a
  reason for anybody else to notice: the model that served goes on, its agents keep what they have, and whoever asked
  for the swap is told which step failed and why.

  @portfolio @system @req.SWP-4
  Scenario Outline: [1] Files that are no model are found before anything is touched: <what>
    Given a fresh server
    When Ada starts an answer of 300 tokens
    And Olive tries to swap to "<model>" with {"mode": "drain_first"}
    And Ada reads to the end
    Then Olive is told <status> and the step "checking"
    And the swap failed while "checking": "<reason>"
    And Ada's stream ended well, with 300 tokens of text
    And Ada's answer is what a server that never met the others gives

    Examples:
      | what             | model                               | status | reason                           |
      | a missing shard  | variant:a shard that is missing     | 422    | model-2.safetensors is missing   |
      | a broken-off one | variant:half of its weights         | 422    | bytes and should have            |
      | a wrong config   | variant:a config that is no JSON    | 422    | config.json can't be read        |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | what             | model                               | status | reason                           |
      | no such model    | nowhere                             | 404    | there is no model 'nowhere'      |
      | no such user     | ~nobody-at-all/model                | 404    | can't be a model's name or path  |
      | an endless one   | variant:endless weights             | 422    | of memory here                   |
      | of another kind  | variant:a vision model              | 422    | mlx-lm has no architecture 'vit' |
      | with a program   | variant:a program of its own        | 422    | (program.py), and none ever is   |

  @portfolio @system @req.SWP-4
  Scenario Outline: [2] What only loading shows leaves the old model serving: <mode>, <what>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive tries to swap to "<model>" with {"mode": "<mode>", "timeout_seconds": <seconds>}
    And Ada asks for the access code
    Then Olive is told <status> and the step "loading"
    And the swap failed while "loading": "<reason>"
    And Ada's answer reused tokens from <tier>
    And Ada's answer reused the whole conversation so far
    And Ada's answer is what a server that never met the others gives
    And the models loaded are those of a server that nobody swapped

    Examples:
      | mode         | what            | model                | seconds | status | reason                       | tier   |
      | side_by_side | no tokenizer    | variant:no tokenizer | 60      | 422    | (tokenizer)                  | memory |
      | drain_first  | it takes longer | variant:another mind | 0.05    | 500    | was not loaded within 0.05 s | disk   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | what            | model                | seconds | status | reason                       | tier   |
      | drain_first  | no tokenizer    | variant:no tokenizer | 60      | 422    | (tokenizer)                  | disk   |
      | side_by_side | it takes longer | variant:another mind | 0.05    | 500    | was not loaded within 0.05 s | memory |

  @portfolio @system @req.SWP-4
  Scenario Outline: [3] So does an engine that is killed while it loads: <mode>
    Given a fresh server
    And Ada has said "Hello."
    When Olive begins to swap to "variant:another mind" with {"mode": "<mode>"}, as far as "loading"
    And the engine that is new is killed
    And the swap has ended
    And Ada says "Hello."
    Then Olive is told 500 and the step "loading"
    And the swap failed while "loading": "signal 9"
    And Ada's answer is what a server that never met the others gives

    Examples:
      | mode         |
      | drain_first  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | side_by_side |

  @system @req.SWP-4 @req.SWP-2
  Scenario: [4] The new engine is killed while the old one finishes: the old one goes on
    Given a fresh server
    When Ada starts an answer of 1,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And the engine that is new is killed
    And the swap has ended
    And Ben says "Hello."
    And Ada reads to the end
    Then Olive is told 500 and the step "draining"
    And Ben's answer is what a server "one small model" that never met the others gives
    And Ada's stream ended well, with 1,000 tokens of text

  @system @req.SWP-4
  Scenario: [5] The old engine is killed while it finishes: the new one serves, and the server says what happened
    Given a fresh server
    When Ada starts an answer of 3,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And the engine that was there is killed
    And the swap has ended
    And Ben says "Hello."
    And Ada reads to the end
    Then Ada's stream ended with an error event and no [DONE]
    And Ben's answer is what a server "another mind" that never met the others gives
    And the server warns that "the engine of assay-dense ended while it was draining"

  @system @req.SWP-4 @req.SRV-3
  Scenario: [6] The old engine is killed before the other comes: it is the one that comes back
    Given a fresh server
    When Ada starts an answer of 3,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "drain_first"}, as far as "draining"
    And the engine that was there is killed
    And the swap has ended
    And Ben says "Hello."
    And Ada reads to the end
    Then Olive is told 500 and the step "draining"
    And Ada's stream ended with an error event and no [DONE]
    And Ben's answer is what a server "one small model" that never met the others gives

  @system @req.SWP-4 @req.SWP-2
  Scenario: [7] Answers that outlast the time given are not cut: the swap is off
    Given a fresh server
    When Ada starts an answer of 600 tokens
    And Olive tries to swap to "variant:another mind" with {"mode": "drain_first", "timeout_seconds": 0.2}
    And Ben says "Hello."
    And Ada reads to the end
    Then Olive is told 500 and the step "draining"
    And Ada's stream ended well, with 600 tokens of text
    And Ben's answer is what a server "one small model" that never met the others gives

  @system @req.SWP-1 @req.SRV-3
  Scenario Outline: [8] A swap while the engine is being restarted brings the other model: <mode>
    Given a fresh server
    When the engine is killed
    And the server has noticed
    And Olive swaps to "variant:another mind" with {"mode": "<mode>"}
    And Ada says "Hello."
    Then Ada's answer is what a server "another mind" that never met the others gives
    And the models loaded are "other-model"

    Examples:
      | mode         |
      | drain_first  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | side_by_side |

  @system @req.SWP-4 @req.SRV-2
  Scenario Outline: [9] A server that is told to stop in the middle of a swap ends in order: <mode>, <phase>
    Given a fresh server
    When Ada starts an answer of 1,000 tokens
    And Olive begins to swap to "<model>" with {"mode": "<mode>"}, as far as "<phase>"
    And Olive sends the server SIGTERM
    And the swap has ended
    And Ada reads to the end
    Then Olive is told 503 and the step "<phase>"
    And Ada's stream ended well, with 1,000 tokens of text
    And it ends with exit code 0
    And nothing of the server is left

    Examples:
      | mode         | phase        | model                       |
      | drain_first  | draining     | variant:another mind        |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | phase        | model                       |
      | side_by_side | self-testing | variant:twenty times as deep |
      | side_by_side | loading      | variant:another mind        |
      | side_by_side | draining     | variant:another mind        |
      | drain_first  | self-testing | variant:twenty times as deep |

  @system @req.SWP-4 @req.PER-6
  Scenario Outline: [10] The old engine is killed while it saves: the new one serves, and what was told is not mixed up: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    And Ada has a conversation of at least 1,500 tokens
    When Olive begins to swap to "variant:another mind" with {"mode": "<mode>"}, as far as "saving"
    And the engine that was there is killed, unless it has ended
    And the swap has ended
    Then the models loaded are "other-model"
    When Olive swaps to "assay-dense"
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives

    Examples:
      | mode         |
      | side_by_side |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | drain_first  |

  @portfolio @system @req.SWP-4 @req.SWP-2
  Scenario: [11] Who waits for a model that does not come is answered by the one that was there
    Given a fresh server
    When Ada starts an answer of 600 tokens
    And Olive begins to swap to "variant:no tokenizer" with {"mode": "drain_first"}, as far as "draining"
    And Ben says "Hello." and has to wait
    And Ada reads to the end
    And Ben gets his answer
    And the swap has ended
    Then the swap failed while "loading": "(tokenizer)"
    And Ben's answer is what a server that never met the others gives

  @system @req.SWP-4
  Scenario Outline: [12] A load that hangs ends with the time that it was given: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive begins to swap to "variant:twenty times as deep" with {"mode": "<mode>", "timeout_seconds": 4}, as far as "loading"
    And the engine that is new stands still
    And the swap has ended
    And Ada asks for the access code
    Then Olive is told 500 and the step "loading"
    And the swap failed while "loading": "was not loaded within 4 s"
    And the engine that stood still is gone
    And Ada's answer is what a server that never met the others gives

    Examples:
      | mode         |
      | side_by_side |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | drain_first  |
