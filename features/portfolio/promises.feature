Feature: The promises hold for every model that ships
  What Assay promises, it promises of the server, not of one model. The other features are shown with assay-dense; each of
  the others keeps what it has computed in another way, or computes in another precision. Whoever takes one of them for
  granted learns of a mixed-up conversation from the people it was shown to. So the heart of the other features is here.

  @system @req.ISO-1 @req.ISO-3
  Scenario Outline: [1] Five agents asked at the same moment each know their own code: <model>
    Given a server "<model>"
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When all of them ask for the access code at the same moment
    Then each answer contains what the agent was told and nobody else was
    And each answer is what a server that never met the others gives
    And each answer reused tokens of the agent's own conversation and no more

    Examples:
      | model            |
      | assay-sliding    |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.PER-2
  Scenario Outline: [2] A restarted server gives the agent its conversation back: <model>
    Given a fresh server "<model>"
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer contains "7319-KITE"
    And Ada's answer reused tokens from disk

    Examples:
      | model            |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.PER-7 @req.STR-1
  Scenario Outline: [3] A long conversation is the same warm as cold: <model>
    Given a server "<model>"
    And Ada was told that the access code is "7319-KITE"
    When Ada says ten things in turn
    And Ada asks for the access code
    Then each of Ada's answers is what a server that never met the others gives
    And Ada's answer reused the whole conversation so far

    Examples:
      | model            |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.SWP-1 @req.SWP-3
  Scenario Outline: [4] It is swapped in, uses nothing of the other's caches, and leaves them to be found again: <model>
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "<model>"
    And Ada asks for the access code
    Then the models loaded are "<model>"
    And Ada's answer reused no tokens
    And Ada's answer is what a server "<model>" that never met the others gives
    When Olive swaps to "assay-dense"
    And Ada sends the same request again
    Then Ada's answer reused tokens from disk

    Examples:
      | model            |
      | assay-dense-8bit |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-hybrid     |
      | assay-sliding    |
      | assay-experts    |

  @system @req.WIR-5 @req.STR-3
  Scenario Outline: [5] It calls the tool that fits, the same both ways, and shows no markup: <model>
    Given a server "<model>"
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
      | read_file   | path      | Read a file               |
    When Ada says "What is the weather in Rome?" both ways with {"max_tokens": 300}
    Then both ways agree
    And both ways end with "tool_calls"
    And no control token is visible
    When Ada says "What is the weather in Rome?" with {"max_tokens": 300}
    Then the answer calls "get_weather"
    And it is one call, with the arguments {"city": "Rome"}

    Examples:
      | model            |
      | assay-experts    |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-sliding    |
      | assay-dense-8bit |
