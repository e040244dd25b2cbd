Feature: A model that is loaded is not yet one that works
  Files can be whole, load without a word, and hold a model that cannot speak: a conversion went wrong, a precision was
  too small. The next model therefore answers a few tokens to itself before anybody depends on it, and what it says must
  be numbers, the same twice, alone and in company. Otherwise the first person to ask would be the test.

  @system @req.SWP-4
  Scenario Outline: [1] A model that fails its own test never serves: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive tries to swap to "variant:no number in its mind" with {"mode": "<mode>"}
    And Ada asks for the access code
    Then Olive is told 422 and the step "self-testing"
    And the swap failed while "self-testing": "its logits are not finite"
    And Ada's answer reused tokens from <tier>
    And Ada's answer is what a server that never met the others gives
    And the models loaded are "assay-dense"

    Examples:
      | mode         | tier   |
      | drain_first  | disk   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | tier   |
      | side_by_side | memory |

  @system @req.SWP-4
  Scenario Outline: [2] An engine that is killed while it tests itself changes nothing: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive begins to swap to "variant:twenty times as deep" with {"mode": "<mode>"}, as far as "self-testing"
    And the engine that is new is killed
    And the swap has ended
    And Ada asks for the access code
    Then Olive is told 500 and the step "self-testing"
    And the swap failed while "self-testing": "signal 9"
    And Ada's answer reused tokens from <tier>
    And Ada's answer is what a server that never met the others gives

    Examples:
      | mode         | tier   |
      | drain_first  | disk   |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | tier   |
      | side_by_side | memory |

  @system @req.SWP-1 @req.ISO-1
  Scenario: [3] A model that can't be computed in batches is recognised when it is swapped in, too
    Given a fresh server
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When Olive swaps to "variant:mamba"
    And all of them ask for the access code at the same moment
    Then each answer is what a server "a state-space model" that never met the others gives
    And the log warns that "served one request at a time"
    When Olive swaps to "assay-dense"
    And all of them ask for the access code at the same moment
    Then each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

  @system @req.SWP-4
  Scenario Outline: [4] A model that says something else each time never serves: <mode>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive begins to swap to "variant:twenty times as deep" with {"mode": "<mode>"}, as far as "self-testing"
    And the memory of the engine that is new goes wrong again and again, until the swap has ended
    And Ada asks for the access code
    Then Olive is told 422 and the step "self-testing"
    And the swap failed while "self-testing": "the same prompt gives different answers"
    And Ada's answer reused tokens from <tier>
    And Ada's answer is what a server that never met the others gives
    And the models loaded are "assay-dense"

    Examples:
      | mode         | tier   |
      | side_by_side | memory |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | mode         | tier   |
      | drain_first  | disk   |
