Feature: A request may call a model by more names than one
  Coding tools come with a model's name built in, and cannot be told that another one serves. Whoever starts the server
  says what such a name stands for; every answer still says which model gave it. A list of models that names what is
  not answered, or a name that is answered in silence by something else, would cost somebody an afternoon.

  @system @req.SWP-1
  Scenario: [1] An alias is answered by whatever serves, by either API, and listed as what it stands for
    Given a fresh server "aliases"
    When Ada asks a model "claude-sonnet-4" by either API
    Then both answers are given by "assay-dense"
    And the models listed are "assay-dense, claude-sonnet-4 (assay-dense), small (assay-dense)"
    When Olive swaps to "variant:another mind"
    And Ada asks a model "claude-sonnet-4" by either API
    Then both answers are given by "other-model"
    And the models listed are "other-model, claude-sonnet-4 (other-model)"
    And a model "small" is refused with 404, "model_not_found"

  @system @req.SWP-1
  Scenario: [2] Any name may stand for whatever serves
    Given a server "any name"
    When Ada asks a model "claude-something-new" by either API
    Then both answers are given by "assay-dense"
    And the models listed are "assay-dense"

  @system @req.SWP-1
  Scenario: [3] Without an alias an unknown name is refused
    Given a server
    Then a model "claude-sonnet-4" is refused with 404, "model_not_found"

  @system @req.SWP-1
  Scenario Outline: [4] Aliases are set at the start, in every way that settings are: <way>
    When Olive starts a server with '<way>'
    Then the models listed are "assay-dense, one (assay-dense), two (assay-dense)"

    Examples:
      | way                                                             |
      | --alias one=default --alias two=assay-dense                     |
      | --alias one=default,two=assay-dense                             |
      | a file that says alias = ["one=default", "two=assay-dense"]   |
      | a file that says alias = {one = "default", two = "assay-dense"} |

  @system @req.SWP-1
  Scenario Outline: [5] An alias that could never be answered keeps the server from starting: <profile>
    When Olive tries to start a server "<profile>"
    Then it ends with exit code 2
    And it says "<words>" on stderr

    Examples:
      | profile             | words                            |
      | an alias of nothing | there is no model 'nowhere'      |
      | no alias at all     | no alias: write NAME=MODEL       |

  @system @req.SWP-1 @req.SWP-3
  Scenario: [6] With auto-swap, who names a known model brings it, and finds its caches
    Given a fresh server "auto-swap"
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "variant:another mind"
    Then among the models listed are "other-model, assay-dense (not loaded), small (assay-dense, not loaded)"
    When Ada names the model "small"
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives
    And among the models listed are "assay-dense, other-model (not loaded), small (assay-dense)"
    And a model "nowhere" is refused with 404, "model_not_found"

  @system @req.SWP-1 @req.SWP-2
  Scenario: [7] With auto-swap, people who want different models at the same moment each get theirs
    Given a fresh server "auto-swap"
    When Olive swaps to "variant:another mind"
    And six people at the same moment say "Hello." to "assay-dense" and "other-model" in turn
    Then everybody was answered by the model that they had named

  @system @req.SWP-1 @req.POR-1
  Scenario: [9] With auto-swap, a model of the Hugging Face cache comes back under its name
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
      | acme/rose  | 0a12   | main | another mind      |
    And a fresh server of "acme/tulip" from that cache, which brings the models that are named
    When Olive swaps to "acme/rose"
    And Ada names the model "acme/tulip"
    And Ada says "Hello."
    Then among the models listed are "acme/tulip"

  @system @req.SWP-4
  Scenario: [8] With auto-swap, a model that can't be brought any more leaves the one that serves
    Given a fresh server "auto-swap"
    When Olive swaps to "variant:another mind"
    And Olive swaps to "assay-dense"
    And the files of "variant:another mind" are broken off
    Then a model "other-model" is refused with 503, "unavailable"
    When Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives

  @system @req.SWP-1 @req.SWP-2
  Scenario Outline: [10] While one model comes and another goes, what is listed is answered, and nothing else: <phase>
    Given a fresh server
    When Ada starts an answer of 1,000 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "side_by_side"}, as far as "<phase>"
    Then the models listed are "<listed>"
    And a model "<other>" is refused with 404, "model_not_found"
    When Ada reads to the end
    And the swap has ended
    Then Ada's stream ended well, with 1,000 tokens of text

    Examples:
      | phase    | listed      | other       |
      | draining | other-model | assay-dense |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | phase    | listed      | other       |
      | loading  | assay-dense | other-model |

  @system @req.SWP-1 @req.SWP-2
  Scenario: [11] Who names the model that leaves before the other comes waits as all do, and is told that it has gone
    Given a fresh server
    When Ada starts an answer of 600 tokens
    And Olive begins to swap to "variant:another mind" with {"mode": "drain_first"}, as far as "draining"
    And Ben names the model "assay-dense"
    And Ben says "Hello." and has to wait
    And Ada reads to the end
    And the swap has ended
    Then Ben's request is refused with 404, "model_not_found"

  @slow @system @req.SWP-2 @req.SWP-4
  Scenario: [12] Where the other does not come, it answers after all
    Given a fresh server
    When Ada starts an answer of 600 tokens
    And Olive begins to swap to "variant:no tokenizer" with {"mode": "drain_first"}, as far as "draining"
    And Ben names the model "assay-dense"
    And Ben says "Hello." and has to wait
    And Ada reads to the end
    And the swap has ended
    And Ben gets his answer
    Then Ben's answer is what a server that never met the others gives
