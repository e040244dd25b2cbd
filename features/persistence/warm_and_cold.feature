Feature: A warm answer is the cold answer
  A cache may save work and nothing else. Whatever it holds of an agent's earlier prompts, the answer to the
  next one is, token for token, that of a server which computes everything anew. One token too many taken
  from a cache is the kind of mistake that no one sees and everybody pays for.

  @stateful @req.PER-7
  Scenario Outline: [1] From memory, a prompt <change>
    Given a server
    And Ada has completed a prompt of 400 tokens
    When Ada completes that prompt <change>
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused <reused>

    @smoke
    Examples:
      | change                          | reused     |
      | to the letter                   | 399 tokens |
      | with another token in place 200 | 199 tokens |

    Examples: and besides
      | change                          | reused     |
      | without its last token          | 398 tokens |
      | and 50 tokens more              | 400 tokens |
      | with another token in place 400 | 399 tokens |
      | with another token in place 1   | no tokens  |
      | down to its first token         | no tokens  |

  @system @req.PER-7
  Scenario Outline: [2] From disk, a prompt <change>
    Given a server "no memory"
    And Ada has completed a prompt of 400 tokens
    And Ada's turns are on disk
    When Ada completes that prompt <change>
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused <reused>

    Examples:
      | change                          | reused     |
      | to the letter                   | 399 tokens |
      | and 50 tokens more              | 400 tokens |
      | with another token in place 200 | 199 tokens |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | change                          | reused     |
      | without its last token          | 398 tokens |
      | with another token in place 1   | no tokens  |

  @plain @portfolio @stateful @req.PER-7
  Scenario: [3] The answer itself is part of what is reused
    Given a server
    And Ada was told that the access code is "7319-KITE"
    When Ada asks for the access code
    Then Ada's answer reused the answer before too
    And Ada's answer is what a server that never met the others gives

  @portfolio @stateful @req.PER-7
  Scenario: [4] Every turn of a long conversation is the cold one
    Given a server
    When Ada says ten things in turn
    Then each of Ada's answers is what a server that never met the others gives

  @portfolio @stateful @req.PER-7
  Scenario: [5] Two conversations of one agent do not mix
    Given a server
    And Ada has completed a prompt of 400 tokens
    And Ada has completed another prompt of 300 tokens
    When Ada completes the first prompt again
    Then Ada's answer is what a server that never met the others gives
    And Ada's answer reused 399 tokens
