Feature: Another model serves, and nobody has to come again
  People change the model while others work with it. The next one has to be there and tested before the old one goes;
  whoever is in the middle of an answer gets it to its end, from the model that began it; and what agents were told
  waits for their model to return. Otherwise a swap is an outage that somebody chose.

  @portfolio @system @req.SWP-1 @req.SWP-3
  Scenario: [1] In mid-session, agents go on with the other model, and use nothing of the first one's caches
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "variant:another mind"
    And Ada asks for the access code
    Then Ada's answer is what a server "another mind" that never met the others gives
    And Ada's answer reused no tokens
    And the models loaded are "other-model"

  @portfolio @system @req.SWP-1 @req.SWP-3
  Scenario Outline: [2] When their model returns, agents find their caches warm: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "variant:another mind" with {"mode": "<mode>"}
    And Ben says "Hello."
    And Olive swaps back with {"mode": "<mode>"}
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer reused the whole conversation so far
    And Ada's answer is what a server that never met the others gives

    Examples:
      | mode         |
      | drain_first  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         |
      | side_by_side |

  @portfolio @system @req.SWP-2
  Scenario Outline: [3] Twelve streams are finished by the model that began them: <mode>
    Given a fresh server
    And twelve people each read an answer of 600 tokens
    When Olive swaps to "variant:another mind" with {"mode": "<mode>"}
    And all of them read to the end
    Then each of them read 600 tokens, as a server that never met the others gives them
    And it is done, with the phases "<phases>"

    Examples:
      | mode         | phases                                                         |
      | side_by_side | checking, loading, self-testing, switching, draining, saving   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | phases                                                         |
      | drain_first  | checking, draining, saving, loading, self-testing, switching   |

  @slow @system @req.SWP-2
  Scenario: [4] Who comes while the old model finishes is answered by the new one, and every answer says by whom
    Given a fresh server
    When Ada starts an answer of 1,200 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And Ben says "Hello."
    Then Ben's answer is what a server "another mind" that never met the others gives
    When Ada reads to the end
    And the swap has ended
    Then Ada's stream ended well, with 1,200 tokens of text
    And Ada's answer is what a server "one small model" that never met the others gives

  @slow @system @req.SWP-2
  Scenario: [5] Whoever asks in any phase is answered, side by side
    Given a fresh server
    When Ada starts an answer of 1,500 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}
    And somebody else says "Hello." in each phase of it
    And Ada reads to the end
    Then everybody was answered as a server gives it that never met them, "one small model" or "another mind"
    And who asked while it was "loading" was answered by "one small model"
    And who asked while it was "draining" was answered by "another mind"
    And Ada's stream ended well, with 1,500 tokens of text
    And its watcher was told "checking, loading, self-testing, switching, draining, saving, done"

  @system @req.SWP-2
  Scenario: [6] Whoever asks in any phase is answered, where one leaves before the other comes
    Given a fresh server
    When Ada starts an answer of 1,500 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "drain_first"}
    And somebody else says "Hello." in each phase of it
    And Ada reads to the end
    Then everybody was answered as a server gives it that never met them, "one small model" or "another mind"
    And who asked while it was "draining" was answered by "another mind"
    And who asked while it was "loading" was answered by "another mind"
    And Ada's stream ended well, with 1,500 tokens of text
    And its watcher was told "checking, draining, saving, loading, self-testing, switching, done"

  @system @req.SWP-1
  Scenario: [7] Swapping to the model that serves changes nothing
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "assay-dense"
    And Ada asks for the access code
    Then the swap changed nothing
    And Ada's answer reused tokens from memory

  @portfolio @system @req.SWP-6
  Scenario: [8] A second swap is refused while one runs
    Given a fresh server
    When Ada starts an answer of 1,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And Olive tries to swap to "assay-dense" with {}
    Then the swap is refused with 409, "swap_in_progress"
    When Ada reads to the end
    And the swap has ended
    Then it is done, with the phases "checking, loading, self-testing, switching, draining, saving"

  @system @req.SWP-1
  Scenario: [9] Who does not want to wait is told where to look
    Given a fresh server
    When Olive asks for a swap to "variant:another mind" and does not wait
    Then the swap is accepted with 202, and she is told to look at "/v1/models/swap"
    When she has seen it end there
    Then the models loaded are "other-model"

  @system @req.SWP-1 @req.SEC-1
  Scenario: [10] Only the administrator may swap
    Given a fresh server "keys"
    When Mallory tries to swap to "assay-dense" with {}
    Then the swap is refused with 403, "admin_key_required"
    When Olive tries to swap to "assay-dense" with {}
    Then the swap is accepted with 200

  @portfolio @system @req.SWP-7
  Scenario: [11] Swaps leave nothing behind in the server that goes on
    Given a fresh server
    And Ada has said "Hello."
    And Olive knows what the server holds
    When Olive swaps to "variant:another mind" and back, two times
    And Ada says "Hello."
    Then the server holds what it held before
    And Ada's answer is what a server that never met the others gives

  @slow @system @req.SWP-1 @req.CLI-2
  Scenario: [12] The command swaps too
    Given a fresh server
    When Olive swaps to "variant:another mind"
    And Olive runs "assay swap assay-dense" at the server
    Then the models loaded are "assay-dense"
    And "assay-dense instead of other-model" stands on stdout

  @system @req.SWP-2
  Scenario: [13] The queue has its bound while requests wait for the next model, too
    Given a fresh server "one answered, one waiting"
    When Ada starts an answer of 600 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "drain_first"}, as far as "draining"
    And Ben says "Hello." and has to wait
    And Mallory sends {"max_tokens": 4} both ways
    Then she is refused with 429 in OpenAI's envelope
    And each refusal says when to come again
    When Ada reads to the end
    And Ben gets his answer
    Then Ben's answer is what a server "another mind" that never met the others gives

  @system @req.SWP-1
  Scenario Outline: [14] Left to itself, the next model comes as memory allows: <room>
    Given a fresh server "<server>"
    When Olive swaps to "variant:another mind" with {"mode": "auto"}
    Then it is done, with the phases "<phases>"

    Examples:
      | room            | server          | phases                                                       |
      | beside the old  | one small model | checking, loading, self-testing, switching, draining, saving |
      | in its place    | no room for two | checking, draining, saving, loading, self-testing, switching |

  @system @req.SWP-2
  Scenario: [15] What the model before has not finished in the time set for that ends with an error, and the swap is done
    Given a fresh server "short drain"
    When Ada starts an answer of 2,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "draining"
    And Ada reads to the end
    And the swap has ended
    Then Ada's stream ended with an error event and no [DONE]
    And it is done, with the phases "checking, loading, self-testing, switching, draining, saving"
    And the server warns that "answers of assay-dense were ended after 0.2 s"
    And the models loaded are "other-model"
